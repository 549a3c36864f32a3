// A reference to another row: found by typing, by the API and so under the person's rights; made in place where it isn't there.
import { api } from '../api'
import { find } from '../dom'
import { t } from '../texts'
import { Combobox, type Option } from './combobox'

const SHOWN_MAX = 8
const PAUSE_MILLISECONDS = 120

type Row = Record<string, unknown> & { id: string }

class Relation extends Combobox {
  private shown = ''
  private abort?: AbortController

  override connectedCallback(): void {
    const first = !this.input
    super.connectedCallback()
    if (!first) return
    this.shown = this.input.value
    if (this.keeper.value && !this.shown) void this.name()
    this.keeper.addEventListener('change', () => { this.shown = ''; this.input.value = ''; if (this.keeper.value) void this.name() })
  }

  private get keeper(): HTMLInputElement { return find<HTMLInputElement>('input[type=hidden]', this)! }

  private get titleField(): string { return this.dataset['title']! }

  protected entry(): HTMLInputElement { return find<HTMLInputElement>('[role=combobox]', this)! }

  protected value(): string { return this.keeper.value }

  /** What the row is called that is referenced already. */
  private async name(): Promise<void> {
    const id = this.keeper.value
    try {
      const { data } = await api<Row[]>(`${this.dataset['api']}?select=id,${this.titleField}&id=eq.${encodeURIComponent(id)}&or=(archived_at.is.null,archived_at.not.is.null)`)
      if (this.keeper.value !== id) return
      this.shown = data[0] ? String(data[0][this.titleField] ?? '') || t('untitled') : t('hidden')
    } catch { this.shown = id }
    if (document.activeElement !== this.input || this.input.value === '') this.input.value = this.shown
  }

  protected async find(text: string): Promise<Option[]> {
    this.abort?.abort()
    const { signal } = this.abort = new AbortController()
    const searching = text !== '' && text !== this.shown
    if (searching) await new Promise(done => setTimeout(done, PAUSE_MILLISECONDS))
    if (signal.aborted) return []
    const title = this.titleField
    const filter = searching && this.dataset['named'] !== undefined ? `&${title}=ilike.${encodeURIComponent(`*${text.replace(/[\\%_*]/g, '\\$&')}*`)}&order=${title}` : '&order=updated_at.desc'
    const { data } = await api<Row[]>(`${this.dataset['api']}?select=id,${title}${filter}&limit=${SHOWN_MAX}`, { signal })
    const options: Option[] = data.map(row => ({ value: row.id, label: String(row[title] ?? '') || t('untitled') }))
    if (this.dataset['new']) options.push({ value: '', label: searching ? t('Create “{0}”', text) : t('New: {0}', this.dataset['one']), act: () => void this.create(searching ? text : '') })
    return options
  }

  protected chosen(option: Option): void {
    this.keeper.value = option.value
    this.input.value = this.shown = option.label
  }

  /** Emptied: no reference. Something half typed: what it was. */
  protected left(): void {
    if (this.input.value.trim() === '') {
      this.shown = ''
      if (this.keeper.value) { this.keeper.value = ''; this.told() }
    } else if (this.keeper.value) this.input.value = this.shown
  }

  private async create(text: string): Promise<void> {
    const { openForm } = await import('../forms/dialog')
    const given = new URLSearchParams(text && this.dataset['newTitle'] ? { [this.dataset['newTitle']]: text } : {})
    const answer = await openForm(`${this.dataset['new']}?${given}`)
    const row = answer?.data as Row | undefined
    if (row?.id) { this.chosen({ value: row.id, label: String(row[this.titleField] ?? '') }); this.told() }
    this.input.focus()
  }
}

customElements.define('nx-relation', Relation)
