// The language and formats of this browser, in the cookie that the server reads.
import { find } from '../dom'

const YEAR_SECONDS = 31_536_000

customElements.define('nx-language', class extends HTMLElement {
  connectedCallback(): void {
    const select = find<HTMLSelectElement>('select', this)
    if (select) select.onchange = () => {
      const value = encodeURIComponent(`c=${select.value}|uic=${select.value}`)
      document.cookie = `nexus_language=${select.value ? value : ''}; path=/; max-age=${select.value ? YEAR_SECONDS : 0}; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`
      // The scripts' texts are chosen when they load.
      location.reload()
    }
  }
})
