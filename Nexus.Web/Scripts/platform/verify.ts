// Verifies a chain of audit entries and says what was found.
import { api } from '../api'
import { el, icon } from '../dom'
import { locale, t } from '../texts'
import { toastProblem } from '../toast'

interface Verified { intact: boolean; entries: number; pending: number; breach?: { code: string; message: string; entry_id?: string } }

customElements.define('nx-verify', class extends HTMLElement {
  connectedCallback(): void {
    if (this.querySelector('button')) return
    const result = el('div', { class: 'verify-result', role: 'status', 'aria-live': 'polite' })
    const button = el('button', { class: 'button small', type: 'button' }, icon('shield-check', 's'), this.dataset['label'] ?? t('Verify the chain'))
    button.addEventListener('click', () => void this.#verify(button, result))
    this.append(button, result)
  }

  async #verify(button: HTMLButtonElement, result: HTMLElement): Promise<void> {
    button.classList.add('busy')
    try {
      const { data } = await api<Verified>(this.dataset['path']!)
      result.replaceChildren(data.intact
        ? el('div', { class: 'alert good' }, icon('shield-check'), el('div', {}, t('The chain is whole: {0} entries verified.', data.entries.toLocaleString(locale)), data.pending > 0 && ` ${t('{0} wait for their seal.', data.pending)}`))
        : el('div', { class: 'alert bad' }, icon('triangle-alert'), el('div', {}, el('strong', {}, t('The chain is broken.')), ` ${data.breach?.message ?? ''} `,
          data.breach?.entry_id && this.dataset['entry'] && el('a', { href: `${this.dataset['entry']}${data.breach.entry_id}` }, t('Show the entry')))))
    } catch (problem) { toastProblem(problem) } finally { button.classList.remove('busy') }
  }
})
