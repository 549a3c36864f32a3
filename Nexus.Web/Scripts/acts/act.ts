// What can be done on a page without leaving it. Within <nx-act>:
//   a form with data-send="POST /api/…" goes to the API as JSON; data-reveal="secret=The key|…" shows what the answer reveals, once;
//   a button with data-do="POST /api/…" does the same without a form, after data-ask was answered with yes;
//   data-opens="id" opens a dialog, data-closes closes it. Afterwards the page shows itself anew, or goes to data-then.
import { visit } from '@hotwired/turbo'
import { api, onceKey, Problem } from '../api'
import { find } from '../dom'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'
import { ask } from './ask'
import { clear, fault, read } from './form'
import { reveal } from './reveal'

type Revealed = Record<string, unknown>

customElements.define('nx-act', class extends HTMLElement {
  #bound = false

  connectedCallback(): void {
    if (this.#bound) return
    this.#bound = true
    this.addEventListener('click', e => this.#clicked(e))
    this.addEventListener('submit', e => { void this.#submitted(e) })
  }

  #clicked(e: Event): void {
    const target = e.target as Element
    const opens = target.closest<HTMLElement>('[data-opens]')
    if (opens) {
      const dialog = document.getElementById(opens.dataset['opens']!) as HTMLDialogElement
      dialog.showModal()
      find<HTMLElement>('input:not([type=hidden]), select, textarea', dialog)?.focus()
    }
    if (target.closest('[data-closes]')) target.closest('dialog')?.close()
    const button = target.closest<HTMLButtonElement>('[data-do]')
    if (button) void this.#do(button)
  }

  async #do(button: HTMLButtonElement): Promise<void> {
    const { ask: question, yes, danger, type } = button.dataset
    if (question && !await ask({ title: button.dataset['title'] ?? button.textContent!.trim(), text: question, yes: yes ?? button.textContent!.trim(), danger: danger !== undefined, ...(type === undefined ? {} : { type }) })) return
    button.classList.add('busy')
    try {
      const body = button.dataset['body']
      const { data } = await send(button.dataset['do']!, body === undefined ? undefined : JSON.parse(body) as unknown, onceKey(), button.dataset['version'])
      await this.#done(button, data as Revealed)
    } catch (problem) { toastProblem(problem) } finally { button.classList.remove('busy') }
  }

  async #submitted(e: SubmitEvent): Promise<void> {
    const form = e.target as HTMLFormElement
    if (!form.dataset['send']) return
    e.preventDefault()
    const button = find<HTMLButtonElement>('[type=submit]', form)
    if (button?.classList.contains('busy')) return
    button?.classList.add('busy')
    clear(form)
    const values = read(form)
    // The same press again, after the connection dropped, does it once.
    const intent = JSON.stringify(values)
    if (form.dataset['intent'] !== intent || !form.dataset['key']) { form.dataset['intent'] = intent; form.dataset['key'] = onceKey() }
    try {
      const { data } = await send(form.dataset['send'], values, form.dataset['key']!, form.dataset['version'])
      delete form.dataset['key']
      form.closest('dialog')?.close()
      form.dispatchEvent(new CustomEvent('nexus:sent', { bubbles: true, detail: data }))
      if (form.dataset['stay'] === undefined) form.reset()
      await this.#done(form, data as Revealed)
    } catch (problem) {
      if (problem instanceof Problem && problem.status !== 0) { delete form.dataset['key']; fault(form, problem) } else toastProblem(problem)
    } finally { button?.classList.remove('busy') }
  }

  async #done(by: HTMLElement, answer: Revealed): Promise<void> {
    const { reveal: names, done, then } = by.dataset
    if (names) {
      const secrets = names.split('|').map(n => n.split('=') as [string, string]).filter(([name]) => answer[name]).map(([name, label]): [string, string] => [label, absolute(String(answer[name]))])
      if (secrets.length) await reveal(by.dataset['revealTitle'] ?? t('Keep this now'), by.dataset['revealText'] ?? t('It is shown this once.'), secrets)
    }
    if (done) toast(done, 'good')
    if (then === 'none') return
    visit(then ? then.replace('{id}', String(answer['id'] ?? '')) : location.href, { action: then ? 'advance' : 'replace' })
  }
})

/** Addresses of our own are shown whole. */
const absolute = (text: string): string => text.startsWith('/') ? location.origin + text : text

function send(what: string, body: unknown, key: string, version?: string): Promise<{ data: unknown }> {
  const [method, path] = what.split(' ') as [string, string]
  return api(path, { method, body: body ?? (method === 'DELETE' ? undefined : {}), headers: { 'Idempotency-Key': key, ...(version ? { 'If-Match': `"${version}"` } : {}) } })
}

