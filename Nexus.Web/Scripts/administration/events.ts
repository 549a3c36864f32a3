// Events as they happen: the newest on top, filtered by their name, held back while paused.
import { api } from '../api'
import { el, find, icon } from '../dom'
import { live, type LiveEvent } from '../live'
import { locale, t } from '../texts'
import { toastProblem } from '../toast'

const SHOWN_MAX = 500
const HELD_MAX = 5_000

interface Happened extends LiveEvent { nexusactor?: string }

customElements.define('nx-events', class extends HTMLElement {
  #stop: (() => void) | undefined
  #paused = false
  #held: Happened[] = []
  #seen = new Set<string>()
  #type = ''

  connectedCallback(): void {
    const form = find<HTMLFormElement>('form', this)!
    const pause = find<HTMLButtonElement>('[data-pause]', this)!
    this.#type = find<HTMLInputElement>('[name=type]', form)!.value.trim()
    form.onsubmit = e => {
      e.preventDefault()
      this.#type = find<HTMLInputElement>('[name=type]', form)!.value.trim()
      // The filter is in the address: it can be kept and handed on.
      history.replaceState(history.state, '', this.#type ? `?type=${encodeURIComponent(this.#type)}` : location.pathname)
      void this.#load()
    }
    pause.onclick = () => {
      this.#paused = !this.#paused
      pause.setAttribute('aria-pressed', String(this.#paused))
      pause.textContent = this.#paused ? t('Go on') : t('Pause')
      if (!this.#paused) { this.#held.forEach(happened => this.#show(happened, true)); this.#held = [] }
      this.#state()
    }
    this.#stop = live(happened => {
      if (!fits(this.#type, happened.type)) return
      if (this.#paused) { if (this.#held.length < HELD_MAX) this.#held.push(happened) } else this.#show(happened, true)
      this.#state()
    })
    void this.#load()
  }

  disconnectedCallback(): void { this.#stop?.() }

  async #load(): Promise<void> {
    const list = find('ol', this)!
    try {
      const { data } = await api<Happened[]>(`/api/v1/events?limit=100${this.#type ? `&type=${encodeURIComponent(this.#type)}` : ''}`)
      list.replaceChildren()
      this.#seen.clear()
      data.forEach(happened => this.#show(happened, false))
      if (data.length === 0) list.append(el('li', { class: 'muted nothing' }, t('Nothing yet. What happens from now on is shown here.')))
      this.#state()
    } catch (problem) { toastProblem(problem) }
  }

  #show(happened: Happened, isNew: boolean): void {
    if (this.#seen.has(happened.id)) return
    this.#seen.add(happened.id)
    const list = find('ol', this)!
    find('.nothing', list)?.remove()
    const details = el('details', {},
      el('summary', {}, el('time', { datetime: happened.time, class: 'number muted' }, when(new Date(happened.time))), el('code', {}, happened.type), el('span', { class: 'muted grow' }, happened.nexusactor ?? ''), icon('chevron-right', 's')))
    // The whole event is written out when somebody wants to see it.
    details.addEventListener('toggle', () => { if (details.open && !find('pre', details)) details.append(el('pre', { class: 'code' }, JSON.stringify(happened, null, 2))) })
    list.prepend(el('li', { class: isNew ? 'changed' : '' }, details))
    while (list.children.length > SHOWN_MAX) list.lastElementChild!.remove()
  }

  #state(): void {
    find('.live-state', this)!.textContent = this.#paused ? t('{0} wait', this.#held.length) : t('live')
  }
})

const when = (time: Date): string => time.toDateString() === new Date().toDateString() ? time.toLocaleTimeString(locale) : time.toLocaleString(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

/** Patterns as the API takes them. */
function fits(patterns: string, type: string): boolean {
  const list = patterns.split(',').map(pattern => pattern.trim()).filter(Boolean)
  return list.length === 0 || list.some(pattern => pattern === '*' || pattern === type
    || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))) || (pattern.startsWith('*.') && type.endsWith(pattern.slice(1))))
}
