// Which rows are selected: by their boxes, with Shift from one to another, or with x.
import { all, find } from '../dom'
import { t } from '../texts'

export interface Picked { id: string; title: string }

export class Selection {
  private readonly abort = new AbortController()
  private last?: HTMLTableRowElement

  constructor(private readonly list: HTMLElement, private readonly box: HTMLElement, private readonly picked: Map<string, string>) {
    const { signal } = this.abort
    box.addEventListener('click', e => {
      const pick = (e.target as Element).closest<HTMLInputElement>('[data-pick]')
      if (!pick) return
      const row = pick.closest('tr')!
      if (e.shiftKey && this.last) this.range(row, pick.checked)
      else this.set(row, pick.checked)
      this.last = row
      this.show()
    }, { signal })
    find<HTMLInputElement>('[data-pick-all]', box)?.addEventListener('change', e => {
      const { checked } = e.target as HTMLInputElement
      this.rows.forEach(row => this.set(row, checked))
      this.show()
    }, { signal })
    find('[data-unpick]', list)?.addEventListener('click', () => this.clear(), { signal })
    this.show()
  }

  stop(): void { this.abort.abort() }

  get rows(): HTMLTableRowElement[] { return all<HTMLTableRowElement>('tr[data-id]', this.box).filter(row => row.offsetParent !== null) }

  get all(): Picked[] { return [...this.picked].map(([id, title]) => ({ id, title })) }

  has(id: string): boolean { return this.picked.has(id) }

  toggle(row: HTMLTableRowElement, range = false): void {
    if (range && this.last) this.range(row, true)
    else this.set(row, !this.picked.has(row.dataset['id']!))
    this.last = row
    this.show()
  }

  clear(): void {
    this.picked.clear()
    this.show()
  }

  /** Only these stay selected: what was refused, to be seen to. */
  keep(ids: string[]): void {
    for (const id of [...this.picked.keys()]) if (!ids.includes(id)) this.picked.delete(id)
    this.show()
  }

  private range(row: HTMLTableRowElement, on: boolean): void {
    const rows = this.rows
    const [from, to] = [rows.indexOf(this.last!), rows.indexOf(row)].sort((a, b) => a - b) as [number, number]
    rows.slice(Math.max(from, 0), to + 1).forEach(each => this.set(each, on))
  }

  private set(row: HTMLTableRowElement, on: boolean): void {
    const { id = '', title = '' } = row.dataset
    if (on) this.picked.set(id, title)
    else this.picked.delete(id)
  }

  /** Makes boxes and the bar say what is selected; also after rows were made anew. */
  show(): void {
    for (const row of all<HTMLTableRowElement>('tr[data-id]', this.box)) {
      const on = this.picked.has(row.dataset['id']!)
      row.toggleAttribute('data-picked-row', on)
      row.setAttribute('aria-selected', String(on))
      const pick = find<HTMLInputElement>('[data-pick]', row)
      if (pick) pick.checked = on
    }
    const whole = find<HTMLInputElement>('[data-pick-all]', this.box)
    const rows = this.rows
    if (whole) {
      whole.checked = rows.length > 0 && rows.every(row => this.picked.has(row.dataset['id']!))
      whole.indeterminate = !whole.checked && this.picked.size > 0
    }
    const bar = find('[data-bulk]', this.list)
    if (!bar) return
    bar.hidden = this.picked.size === 0
    const count = find('[data-picked]', bar)
    if (count) count.textContent = this.picked.size === 1 ? t('1 selected') : t('{0} selected', this.picked.size)
  }
}
