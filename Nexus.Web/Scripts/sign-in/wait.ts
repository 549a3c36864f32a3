// Counts the time down that a lock still holds.
import { t } from '../texts'

customElements.define('nx-wait', class extends HTMLElement {
  #timer: number | undefined

  connectedCallback(): void {
    const end = Date.now() + Number(this.dataset['seconds']) * 1000
    const show = (): void => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000))
      this.textContent = left === 0 ? t('You can try again now.') : t('Try again in {0}.', left < 90 ? t('{0} seconds', left) : t('{0} minutes', Math.ceil(left / 60)))
      if (left === 0) clearInterval(this.#timer)
    }
    show()
    this.#timer = window.setInterval(show, 1000)
  }

  disconnectedCallback(): void { clearInterval(this.#timer) }
})
