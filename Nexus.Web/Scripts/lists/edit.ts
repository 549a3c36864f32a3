// A cell is changed where it stands: double click, Enter or F2 begin, Enter and leaving it save, Escape leaves it as it was.
import { page, Problem } from '../api'
import { find } from '../dom'
import { entryOf, isChanged, readField, setFault } from '../inputs/read'
import { check } from '../inputs/validate'
import { runOperation } from '../operations/run'
import { t } from '../texts'
import { toastProblem } from '../toast'
import '../inputs/all'

interface Editing { cell: HTMLTableCellElement; before: Node[]; form: HTMLElement; version: string; saving: boolean }

export class Edit {
  private readonly abort = new AbortController()
  private current?: Editing

  constructor(private readonly list: HTMLElement, box: HTMLElement) {
    const { signal } = this.abort
    box.addEventListener('dblclick', e => {
      const target = e.target as Element
      const cell = target.closest<HTMLTableCellElement>('td[data-edit]')
      if (cell && !target.closest('a')) { e.preventDefault(); void this.begin(cell) }
    }, { signal })
    box.addEventListener('keydown', e => this.pressed(e), { signal })
    box.addEventListener('focusout', e => this.left(e), { signal })
  }

  stop(): void {
    this.abort.abort()
    this.end()
  }

  async begin(cell: HTMLTableCellElement): Promise<void> {
    if (cell.dataset['edit'] === undefined || this.current?.cell === cell) return
    this.end()
    const row = cell.closest<HTMLTableRowElement>('tr')!
    try {
      const answer = await page(`${this.list.dataset['fragments']}/cell?id=${row.dataset['id']}&field=${cell.dataset['field']}`, this.abort.signal)
      const found = find('[data-version]', answer)
      if (!found || !cell.isConnected) return
      const form = document.importNode(found, true)
      this.current = { cell, before: [...cell.childNodes], form, version: form.dataset['version'] ?? '', saving: false }
      cell.classList.add('editing')
      cell.replaceChildren(form)
      const entry = entryOf(find('.field', form)!)
      entry?.focus()
      if (entry instanceof HTMLInputElement && entry.type !== 'checkbox' && entry.type !== 'radio') entry.select()
    } catch (e) { toastProblem(e) }
  }

  private pressed(e: KeyboardEvent): void {
    if (!this.current?.cell.contains(e.target as Node)) return
    if (e.key === 'Escape' && !e.defaultPrevented) {
      e.preventDefault()
      const { cell } = this.current
      this.end()
      cell.tabIndex = -1
      cell.focus()
    } else if (e.key === 'Enter' && !e.defaultPrevented && !(e.target instanceof HTMLTextAreaElement && !e.ctrlKey && !e.metaKey)) {
      e.preventDefault()
      e.stopPropagation()
      void this.save(true)
    }
  }

  private left(e: FocusEvent): void {
    const current = this.current
    if (!current?.cell.contains(e.target as Node)) return
    // Not while the focus only goes from one part of the input to another, or to a dialog that the input opened.
    setTimeout(() => {
      if (this.current !== current || current.cell.contains(document.activeElement) || document.querySelector('dialog[open]') || !document.hasFocus()) return
      void this.save(false)
    }, e.relatedTarget ? 0 : 120)
  }

  private async save(byKey: boolean): Promise<void> {
    const current = this.current
    if (!current || current.saving) return
    const field = find('.field', current.form)!
    if (!isChanged(field)) { this.leave(byKey); return }
    const faults = check(current.form)
    if (faults.length > 0) { setFault(field, faults[0]!.message); return }
    current.saving = true
    current.cell.classList.add('saving')
    const id = current.cell.closest('tr')!.dataset['id']!
    try {
      await runOperation({
        name: current.form.dataset['operation']!, route: current.form.dataset['route']!, method: 'PATCH', id,
        input: { [field.dataset['field']!]: readField(field) }, ifMatch: current.version,
      })
      this.leave(byKey)
      this.list.dispatchEvent(new CustomEvent('nexus:row', { detail: id }))
    } catch (e) {
      if (!(e instanceof Problem)) toastProblem(e)
      else if (e.status === 412) {
        current.version = String(e.more['version'] ?? current.version)
        setFault(field, t('Somebody else changed this row meanwhile. Save again to set your value, or press Escape to see theirs.'))
        entryOf(field)?.focus()
      } else {
        setFault(field, e.fields[0]?.message ?? e.message)
        entryOf(field)?.focus()
      }
    } finally {
      current.saving = false
      current.cell.classList.remove('saving')
    }
  }

  private leave(byKey: boolean): void {
    const cell = this.current?.cell
    this.end()
    if (byKey && cell) { cell.tabIndex = -1; cell.focus() }
  }

  private end(): void {
    const current = this.current
    if (!current) return
    this.current = undefined
    current.cell.classList.remove('editing', 'saving')
    current.cell.replaceChildren(...current.before)
  }
}
