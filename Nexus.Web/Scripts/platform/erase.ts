// Erasing a business: what would go is told first, its name has to be typed, and the signed proof can be kept.
import { visit } from '@hotwired/turbo'
import { ask } from '../acts/ask'
import { api } from '../api'
import { el, find } from '../dom'
import { locale, t } from '../texts'
import { toast, toastProblem } from '../toast'

interface Asked { name: string; rows: Record<string, number>; confirmation: string }

customElements.define('nx-erase', class extends HTMLElement {
  connectedCallback(): void {
    const button = find<HTMLButtonElement>('button', this)
    if (button) button.onclick = () => void this.#erase(button)
  }

  async #erase(button: HTMLButtonElement): Promise<void> {
    const path = this.dataset['path']!
    button.classList.add('busy')
    try {
      const { data: asked } = await api<Asked>(path, { method: 'POST', body: {} })
      const rows = Object.entries(asked.rows).filter(([, count]) => count > 0)
      const total = rows.reduce((sum, [, count]) => sum + count, 0)
      const list = el('details', {}, el('summary', {}, t('{0} rows in {1} tables', total.toLocaleString(locale), rows.length)),
        el('ul', { class: 'erase-rows' }, ...rows.map(([table, count]) => el('li', {}, el('code', {}, table.replace(/^.*\./, '')), el('span', { class: 'number' }, count.toLocaleString(locale))))))
      button.classList.remove('busy')
      const yes = await ask({ title: t('Erase {0} for good?', asked.name), text: t('This can’t be undone. What goes away:'), more: list, yes: t('Erase for good'), danger: true, type: asked.name })
      if (!yes) return
      button.classList.add('busy')
      const { data: proof } = await api(path, { method: 'POST', body: { name: asked.name, confirmation: asked.confirmation } })
      download(`erasure-${new Date().toISOString().slice(0, 10)}.json`, JSON.stringify(proof, null, 2))
      toast(t('{0} is erased. The proof was downloaded.', asked.name), 'good')
      visit('/platform/tenants')
    } catch (problem) { toastProblem(problem) } finally { button.classList.remove('busy') }
  }
})

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  el('a', { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}
