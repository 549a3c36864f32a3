// A text input with a list of what fits, by the ARIA pattern "combobox with list autocomplete". What is in the list is the derived part's own.
import { el, icon } from '../dom'
import { t } from '../texts'

export interface Option {
  /** What is kept. */
  value: string
  /** What is shown. */
  label: string
  /** Beside it, in a quiet colour. */
  note?: string
  /** Instead of taking the value. */
  act?: () => void
}

let count = 0

export abstract class Combobox extends HTMLElement {
  protected input!: HTMLInputElement
  private list!: HTMLElement
  private options: Option[] = []
  private active = -1
  private asked = 0
  private readonly away = (): void => this.close()

  connectedCallback(): void {
    if (this.list) return
    this.input = this.entry()
    const id = `list-${++count}`
    this.list = el('div', { id, class: 'options', role: 'listbox', popover: 'manual', 'aria-label': this.input.labels?.[0]?.textContent?.trim() ?? t('Choices') })
    this.append(this.list)
    this.input.setAttribute('aria-controls', id)
    this.input.addEventListener('input', () => void this.open(this.input.value))
    this.input.addEventListener('keydown', e => this.key(e))
    this.input.addEventListener('mousedown', () => { if (document.activeElement === this.input || this.list.hidden) void this.toggle() })
    this.input.addEventListener('blur', () => { this.close(); this.left() })
    this.list.addEventListener('mousedown', e => {
      e.preventDefault()
      const at = (e.target as Element).closest<HTMLElement>('[role=option]')
      if (at) this.take(Number(at.dataset['at']))
    })
  }

  disconnectedCallback(): void { this.close() }

  /** The input that is typed into. */
  protected abstract entry(): HTMLInputElement
  /** What fits the text; all or the usual ones for no text. */
  protected abstract find(text: string): Option[] | Promise<Option[]>
  protected abstract chosen(option: Option): void
  /** The input was left: put right what it shows. */
  protected abstract left(): void
  /** What is chosen now. */
  protected abstract value(): string

  private get isOpen(): boolean { return this.list.matches(':popover-open') }

  private async toggle(): Promise<void> {
    if (this.isOpen) this.close()
    else await this.open('')
  }

  private async open(text: string): Promise<void> {
    const asked = ++this.asked
    let options: Option[]
    try { options = await this.find(text.trim()) } catch { options = [] }
    if (asked !== this.asked || !this.isConnected || document.activeElement !== this.input) return
    this.options = options
    this.active = text.trim() && options.length > 0 && !options[0]!.act ? 0 : -1
    this.show()
  }

  private show(): void {
    this.list.replaceChildren(...this.options.map((option, i) => el('div', { role: 'option', id: `${this.list.id}-${i}`, 'data-at': i, class: option.act ? 'act' : null, 'aria-selected': String(i === this.active) },
      option.act && icon('plus', 's'), el('span', {}, option.label), option.note && el('span', { class: 'muted' }, option.note), option.value === this.value() && option.value !== '' && icon('check', 's'))))
    if (this.options.length === 0) this.list.append(el('div', { class: 'none' }, t('Nothing found')))
    if (!this.isOpen) {
      this.list.showPopover()
      addEventListener('scroll', this.away, { capture: true, once: true })
      addEventListener('resize', this.away, { once: true })
    }
    this.place()
    this.input.setAttribute('aria-expanded', 'true')
    this.mark()
  }

  private place(): void {
    const at = this.input.getBoundingClientRect()
    this.list.style.minWidth = `${at.width}px`
    this.list.style.left = `${Math.min(at.left, innerWidth - this.list.offsetWidth - 8)}px`
    const below = innerHeight - at.bottom
    const height = Math.min(this.list.scrollHeight, 280)
    this.list.style.top = below < height + 8 && at.top > below ? `${Math.max(8, at.top - height - 4)}px` : `${at.bottom + 4}px`
  }

  private mark(): void {
    for (const option of this.list.querySelectorAll('[role=option]')) option.setAttribute('aria-selected', String(Number((option as HTMLElement).dataset['at']) === this.active))
    const active = this.active >= 0 ? this.list.querySelector(`#${this.list.id}-${this.active}`) : null
    if (active) this.input.setAttribute('aria-activedescendant', active.id)
    else this.input.removeAttribute('aria-activedescendant')
    // The list scrolls by itself, and that must not close it.
    if (active instanceof HTMLElement) this.list.scrollTop = Math.max(Math.min(this.list.scrollTop, active.offsetTop), active.offsetTop + active.offsetHeight - this.list.clientHeight)
  }

  protected close(): void {
    this.asked++
    removeEventListener('scroll', this.away, { capture: true })
    removeEventListener('resize', this.away)
    if (!this.list?.isConnected) return
    if (this.isOpen) this.list.hidePopover()
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
  }

  private key(e: KeyboardEvent): void {
    if (e.isComposing || e.ctrlKey || e.metaKey) return
    const last = this.options.length - 1
    switch (e.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        e.preventDefault()
        if (!this.isOpen) void this.open('')
        else {
          this.active = e.key === 'ArrowDown' ? (this.active >= last ? 0 : this.active + 1) : (this.active <= 0 ? last : this.active - 1)
          this.mark()
        }
        break
      case 'Enter':
        if (this.isOpen && this.active >= 0) { e.preventDefault(); e.stopPropagation(); this.take(this.active) }
        break
      case 'Escape':
        if (this.isOpen) { e.preventDefault(); e.stopPropagation(); this.close(); this.left() }
        break
      case 'Tab':
        if (this.isOpen && this.active >= 0 && this.input.value.trim() && !this.options[this.active]?.act) this.take(this.active)
        break
    }
  }

  private take(at: number): void {
    const option = this.options[at]
    this.close()
    if (!option) return
    if (option.act) option.act()
    else { this.chosen(option); this.told() }
  }

  /** For who listens to the field: drafts, validation. */
  protected told(): void { this.dispatchEvent(new Event('change', { bubbles: true })) }
}
