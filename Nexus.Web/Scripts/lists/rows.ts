// Rows change where they are shown: what an event tells of is asked for again, and what differs is marked for a moment.
import { page } from '../api'
import { all, el, find } from '../dom'
import { live, type LiveEvent } from '../live'
import { refresh } from '../operations/after'
import { t } from '../texts'

/** Events that come together are asked about together. */
const TOGETHER_MILLISECONDS = 60
const ROWS_MAX = 100
const MARKED_MILLISECONDS = 2500

export class LiveRows {
  private readonly changed = new Set<string>()
  private readonly unseen = new Set<string>()
  private readonly stopLive: () => void
  private readonly abort = new AbortController()
  private timer?: number

  constructor(private readonly list: HTMLElement) {
    this.stopLive = live(happened => this.heard(happened))
    // An operation from a button of this page changed a row: it is shown as an event would show it.
    document.addEventListener('nexus:operated', e => {
      const { id } = (e as CustomEvent<{ id?: string }>).detail
      if (!id || !this.row(id) || this.isBoard) return
      e.preventDefault()
      this.ask(id)
    }, { signal: this.abort.signal })
    this.list.addEventListener('nexus:row', e => this.ask((e as CustomEvent<string>).detail), { signal: this.abort.signal })
  }

  stop(): void {
    this.stopLive()
    this.abort.abort()
    clearTimeout(this.timer)
  }

  private get isBoard(): boolean { return find('nx-board', this.list) !== null }

  private row(id: string): HTMLTableRowElement | null { return find<HTMLTableRowElement>(`tr[data-id="${CSS.escape(id)}"]`, this.list) }

  private heard(happened: LiveEvent): void {
    const { nexusrow: id, nexusresource: resource } = happened as LiveEvent & { nexusrow?: string; nexusresource?: string }
    if (id && resource === this.list.dataset['resource']) this.ask(id)
  }

  private ask(id: string): void {
    if (this.isBoard) {
      clearTimeout(this.timer)
      // Not under somebody's hand.
      this.timer = window.setTimeout(() => { if (!find('.sortable-chosen', this.list) && !document.querySelector('dialog[open]')) refresh() }, TOGETHER_MILLISECONDS * 4)
      return
    }
    this.changed.add(id)
    this.timer ??= window.setTimeout(() => { this.timer = undefined; void this.take() }, TOGETHER_MILLISECONDS)
  }

  private async take(): Promise<void> {
    const ids = [...this.changed].slice(0, ROWS_MAX)
    ids.forEach(id => this.changed.delete(id))
    const { fragments, state = '', in: only } = this.list.dataset
    try {
      const answer = await page(`${fragments}/rows?${state}${only ? `&in=${encodeURIComponent(only)}` : ''}&ids=${ids.join(',')}`, this.abort.signal)
      const found = new Map(all<HTMLTableRowElement>('tr[data-id]', answer).map(row => [row.dataset['id']!, document.importNode(row, true)]))
      for (const id of ids) this.show(id, found.get(id))
    } catch { /* The next event, or the next visit, shows it. */ }
    this.list.dispatchEvent(new CustomEvent('nexus:rows'))
    if (this.changed.size > 0) this.timer ??= window.setTimeout(() => { this.timer = undefined; void this.take() }, TOGETHER_MILLISECONDS)
  }

  private show(id: string, now: HTMLTableRowElement | undefined): void {
    const row = this.row(id)
    if (row && now) replace(row, now)
    else if (row) {
      // It fits the list no more; it goes after one has seen that it does.
      row.classList.add('leaving')
      setTimeout(() => row.remove(), MARKED_MILLISECONDS)
    } else if (now) this.arrive(id, now)
  }

  private arrive(id: string, row: HTMLTableRowElement): void {
    const body = find('tbody[data-page]', this.list)
    const box = find('[data-scroll]', this.list)
    if (!body || !box) refresh()
    else if (this.list.dataset['newest'] !== undefined && box.scrollTop < 80) {
      body.prepend(row)
      mark([...row.children])
    } else {
      this.unseen.add(id)
      this.announce()
    }
  }

  private announce(): void {
    find('.list-new', this.list)?.remove()
    find('[data-scroll]', this.list)?.before(el('button', { class: 'list-new button small', type: 'button', onclick: () => refresh() }, this.unseen.size === 1 ? t('1 new: show it') : t('{0} new: show them', this.unseen.size)))
  }
}

/** Puts the row as it is now in the place of what was shown, cell by cell, so that focus and selection stay. */
export function replace(row: HTMLTableRowElement, now: HTMLTableRowElement): void {
  for (const [i, cell] of [...row.cells].entries()) {
    const next = now.cells[i]
    if (!next || cell.classList.contains('pick') || cell.classList.contains('editing') || cell.innerHTML === next.innerHTML) continue
    cell.replaceChildren(...next.childNodes)
    mark([cell])
  }
  row.className = now.className
  row.dataset['version'] = now.dataset['version']
  row.dataset['title'] = now.dataset['title']
}

export function mark(cells: Element[]): void {
  for (const cell of cells) {
    cell.classList.remove('changed')
    void (cell as HTMLElement).offsetWidth
    cell.classList.add('changed')
    setTimeout(() => cell.classList.remove('changed'), MARKED_MILLISECONDS)
  }
}
