// A password field whose text can be shown: people who see what they type make fewer mistakes.
import { el, find, icon } from '../dom'
import { t } from '../texts'

customElements.define('nx-password', class extends HTMLElement {
  connectedCallback(): void {
    const input = find<HTMLInputElement>('input', this)
    if (!input || find('button', this)) return
    const button = el('button', { class: 'button quiet icon-only small', type: 'button', 'aria-label': t('Show the password'), 'aria-pressed': 'false' }, icon('eye', 's'))
    button.addEventListener('click', () => {
      const shown = input.type === 'text'
      input.type = shown ? 'password' : 'text'
      button.setAttribute('aria-pressed', String(!shown))
      button.replaceChildren(icon(shown ? 'eye' : 'eye-off', 's'))
      input.focus()
    })
    input.form?.addEventListener('submit', () => { input.type = 'password' })
    this.append(button)
  }
})
