// The keyboard in a list: arrows or j and k go from cell to cell, Enter opens or edits, F2 edits, x selects.
import { find } from '../dom'
import type { Edit } from './edit'
import type { Selection } from './selection'

const ROWS_OF_A_PAGE = 12

export class Grid {
  private readonly abort = new AbortController()

  constructor(box: HTMLElement, private readonly selection: Selection, private readonly edit: Edit) {
    box.addEventListener('keydown', e => this.pressed(e), { signal: this.abort.signal })
  }

  stop(): void { this.abort.abort() }

  private pressed(e: KeyboardEvent): void {
    const target = e.target as HTMLElement
    if (e.ctrlKey || e.metaKey || e.altKey || target.closest('.editing') || target.matches('input:not([type=checkbox]), select, textarea')) return
    const cell = target.closest<HTMLTableCellElement>('td')
    const row = target.closest<HTMLTableRowElement>('tr[data-id]')
    const key = e.key
    if (key === 'ArrowDown' || key === 'j') this.go(e, row, cell, 1)
    else if (key === 'ArrowUp' || key === 'k') this.go(e, row, cell, -1)
    else if (key === 'PageDown' && row) this.go(e, row, cell, ROWS_OF_A_PAGE)
    else if (key === 'PageUp' && row) this.go(e, row, cell, -ROWS_OF_A_PAGE)
    else if (!row || !cell) return
    else if (key === 'ArrowRight' && target === cell) this.focus(e, cell.nextElementSibling)
    else if (key === 'ArrowLeft' && target === cell) this.focus(e, cell.previousElementSibling)
    else if (key === 'Home') this.focus(e, row.children[1] ?? null)
    else if (key === 'End') this.focus(e, row.lastElementChild)
    else if (key === 'x' || key === 'X') { e.preventDefault(); this.selection.toggle(row, e.shiftKey) }
    else if (key === 'Escape') this.selection.clear()
    else if (key === 'F2' || key === 'e') { e.preventDefault(); this.edit.begin(cell) }
    else if (key === 'o') this.open(e, row)
    else if (key === 'Enter' && target === cell) {
      if (cell.dataset['edit'] !== undefined && !find('a.title', cell)) { e.preventDefault(); this.edit.begin(cell) }
      else this.open(e, row)
    }
  }

  private open(e: KeyboardEvent, row: HTMLElement): void {
    e.preventDefault()
    find<HTMLAnchorElement>('a.title', row)?.click()
  }

  private go(e: KeyboardEvent, row: HTMLTableRowElement | null, cell: HTMLTableCellElement | null, by: number): void {
    const rows = this.selection.rows
    const at = row ? rows.indexOf(row) : by > 0 ? -1 : rows.length
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
    this.focus(e, next?.children[cell ? cell.cellIndex : 1] ?? null)
  }

  private focus(e: KeyboardEvent, cell: Element | null): void {
    if (!(cell instanceof HTMLElement)) return
    e.preventDefault()
    cell.tabIndex = -1
    cell.focus({ preventScroll: true })
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
}
