// A text with a button that copies it.
import { copyable } from './reveal'

customElements.define('nx-copy', class extends HTMLElement {
  connectedCallback(): void {
    const value = this.dataset['value'] ?? this.textContent!.trim()
    this.replaceChildren(copyable(this.dataset['label'] ?? '', value))
  }
})
