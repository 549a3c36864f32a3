// The activation of a business: the form goes to the API, whose steps are shown as they happen, and at last the credentials, this once.
import { Problem } from '../api'
import { clear, fault, read } from '../acts/form'
import { copyable } from '../acts/reveal'
import { all, el, find, icon } from '../dom'
import { locale, t } from '../texts'
import { toastProblem } from '../toast'

interface Step { name: string; milliseconds: number }
interface Activated { tenant: { id: string; name: string }; endpoints: { api: string; mcp: string }; credentials: { username: string; password: string; api_key: string }; modules: string[]; steps: Step[] }

/** In the order in which they happen. */
const steps: [string, string][] = [
  ['tenant', t('Register the business')], ['schema', t('Make its tables')], ['roles', t('Set up roles')],
  ['administrator', t('Create the administrator')], ['preset', t('Fill in reference data')], ['commit', t('Put it all into effect')],
]

customElements.define('nx-activation', class extends HTMLElement {
  #intent: { text: string; key: string } | undefined

  connectedCallback(): void {
    const form = find<HTMLFormElement>('form:not(.enter)', this)
    if (!form || form.dataset['bound']) return
    form.dataset['bound'] = '1'
    const currencies = new Map((this.dataset['countries'] ?? '').split(' ').map(pair => pair.split(':') as [string, string]))
    form.addEventListener('change', e => {
      const control = e.target as HTMLInputElement
      if (control.name === 'business.country') this.#put(form, 'business.currency', currencies.get(control.value))
      if (control.name === 'business.industry') all<HTMLInputElement>('[name=modules]', form).forEach(module => {
        const industries = module.dataset['industries']
        module.checked = !industries || industries.split(',').includes(control.value)
      })
    })
    form.addEventListener('submit', e => { e.preventDefault(); void this.#activate(form) })
  }

  #put(form: HTMLFormElement, name: string, value?: string): void {
    const control = find<HTMLSelectElement>(`[name="${name}"]`, form)
    if (control && value) control.value = value
  }

  async #activate(form: HTMLFormElement): Promise<void> {
    clear(form)
    const button = find<HTMLButtonElement>('[type=submit]', form)!
    if (button.classList.contains('busy')) return
    button.classList.add('busy')
    const body = JSON.stringify(read(form))
    // The same wish again, after the connection dropped, activates once.
    if (this.#intent?.text !== body) this.#intent = { text: body, key: crypto.randomUUID() }
    const progress = this.#progress()
    try {
      const answer = await stream(body, this.#intent.key, step => { form.hidden = true; progress.done(step) })
      progress.box.remove()
      this.#activated(form, answer)
    } catch (problem) {
      progress.box.remove()
      form.hidden = false
      if (problem instanceof Problem && problem.status !== 0) { this.#intent = undefined; fault(form, problem) } else toastProblem(problem)
    } finally { button.classList.remove('busy') }
  }

  #progress(): { box: HTMLElement; done: (step: Step) => void } {
    const rows = new Map(steps.map(([name, label]) => [name, el('li', { class: 'waits' }, icon('circle'), el('span', { class: 'grow' }, label), el('span', { class: 'number muted' }))]))
    const box = el('section', { class: 'card' }, el('header', {}, el('h2', {}, t('Activating…'))), el('ol', { class: 'card-list steps', 'aria-live': 'polite' }, ...rows.values()))
    this.append(box)
    return {
      box,
      done: step => {
        const row = rows.get(step.name)
        if (!row) return
        row.className = 'done'
        row.firstElementChild!.replaceWith(icon('circle-check'))
        row.lastElementChild!.textContent = milliseconds(step.milliseconds)
      },
    }
  }

  #activated(form: HTMLFormElement, answer: Activated): void {
    form.remove()
    find('.page-head', this)?.remove()
    const enter = find<HTMLFormElement>('form.enter', this)!
    find<HTMLInputElement>('[name=username]', enter)!.value = answer.credentials.username
    find<HTMLInputElement>('[name=password]', enter)!.value = answer.credentials.password
    const total = answer.steps.reduce((sum, step) => sum + step.milliseconds, 0)
    const head = el('h1', { tabindex: '-1' }, t('{0} is running', answer.tenant.name))
    this.append(
      el('div', { class: 'activated-head' }, icon('circle-check', 'l'), head, el('p', { class: 'muted' }, t('Activated in {0}.', milliseconds(total)))),
      el('section', { class: 'card' },
        el('header', {}, icon('key-round'), el('h2', {}, t('Credentials'))),
        el('div', { class: 'card-body stack' },
          el('div', { class: 'alert warn' }, icon('triangle-alert'), el('div', {}, t('Password and API key are shown this once. Copy them now.'))),
          copyable(t('E-mail'), answer.credentials.username), copyable(t('Password'), answer.credentials.password), copyable(t('API key'), answer.credentials.api_key), copyable(t('API'), answer.endpoints.api))),
      el('details', { class: 'card steps-kept' }, el('summary', {}, t('What was done')),
        el('ol', { class: 'card-list steps' }, ...answer.steps.map(step => el('li', { class: 'done' }, icon('circle-check'), el('span', { class: 'grow' }, steps.find(([name]) => name === step.name)?.[1] ?? step.name), el('span', { class: 'number muted' }, milliseconds(step.milliseconds)))))),
      el('div', { class: 'actions end' },
        this.dataset['signedIn'] !== undefined && el('a', { class: 'button', href: `/platform/tenants/${answer.tenant.id}` }, t('Show it among the businesses')),
        el('button', { class: 'button primary big', type: 'button', onclick: () => enter.submit() }, t('Open the business'), icon('arrow-right'))))
    head.focus()
    scrollTo({ top: 0 })
  }
})

const milliseconds = (value: number): string => value < 1000 ? `${Math.round(value).toLocaleString(locale)} ms` : `${(value / 1000).toLocaleString(locale, { maximumFractionDigits: 1 })} s`

/** POST with server-sent events as the answer. */
async function stream(body: string, key: string, onStep: (step: Step) => void): Promise<Activated> {
  let response: Response
  try {
    response = await fetch('/api/v1/activate', { method: 'POST', body, headers: { 'Accept': 'text/event-stream', 'Content-Type': 'application/json', 'X-Nexus-Console': '1', 'Idempotency-Key': key }, credentials: 'same-origin' })
  } catch { throw unreachable() }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({})) as { code?: string; detail?: string; errors?: [] }
    throw new Problem(response.status, problem.code ?? 'failed', problem.detail ?? t('The server answered {0}.', response.status), problem.errors ?? [], problem as Record<string, unknown>)
  }
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read().catch(() => { throw unreachable() })
    if (done) throw unreachable()
    rest += value
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const lines = rest.slice(0, end).split('\n')
      rest = rest.slice(end + 2)
      const name = lines.find(line => line.startsWith('event: '))?.slice(7)
      const data = JSON.parse(lines.filter(line => line.startsWith('data: ')).map(line => line.slice(6)).join('\n')) as unknown
      if (name === 'step') onStep(data as Step)
      else if (name === 'activated') return data as Activated
      else if (name === 'problem') {
        const problem = data as { status: number; code: string; detail: string; errors?: [] }
        throw new Problem(problem.status, problem.code, problem.detail, problem.errors ?? [], problem as unknown as Record<string, unknown>)
      }
    }
  }
}

const unreachable = (): Problem => new Problem(0, 'unreachable', t('The connection dropped. Press Activate again: it happens once.'), [], {})
