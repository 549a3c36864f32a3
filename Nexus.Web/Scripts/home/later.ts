// <nx-later data-from="/…">: a part of the page that wasn't waited for; it comes when it is there.
import { page } from '../api'
import { t } from '../texts'

class NxLater extends HTMLElement {
  #gone = new AbortController()

  connectedCallback(): void {
    this.#gone = new AbortController()
    page(this.dataset['from'] ?? '', this.#gone.signal).then(
      answer => this.replaceWith(...answer.body.childNodes),
      () => { if (!this.#gone.signal.aborted) this.textContent = t('This can’t be shown at the moment.') })
  }

  disconnectedCallback(): void { this.#gone.abort() }
}

customElements.define('nx-later', NxLater)
