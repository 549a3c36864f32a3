// Takes the code out of the link's address into the form, and out of sight.
import { find } from '../dom'

customElements.define('nx-password-link', class extends HTMLElement {
  connectedCallback(): void {
    const input = find<HTMLInputElement>('[name=code]', this)
    if (!input) return
    const code = location.hash.slice(1)
    if (code) {
      input.value = code
      history.replaceState(history.state, '', location.pathname)
    }
    const field = find('[data-code]', this)
    if (field && input.value) field.hidden = true
  }
})
