// A list of texts: each entry a chip that can be taken away, Enter or a comma ends one.
import { el, icon } from '../dom'
import { t } from '../texts'

class Tags extends HTMLElement {
  private items: string[] = []
  private input!: HTMLInputElement

  connectedCallback(): void {
    if (this.input) return
    this.input = this.querySelector('input')!
    this.items = this.dataset['items'] ? JSON.parse(this.dataset['items']) as string[] : this.given()
    this.input.value = ''
    this.classList.add('input')
    this.input.classList.remove('input')
    this.input.placeholder = t('Add…')
    this.input.addEventListener('keydown', e => this.key(e))
    this.input.addEventListener('blur', () => this.addFrom())
    this.input.addEventListener('paste', e => {
      const text = e.clipboardData?.getData('text') ?? ''
      if (!/[\n,;\t]/.test(text)) return
      e.preventDefault()
      this.addFrom(text)
    })
    this.addEventListener('click', e => { if (e.target === this) this.input.focus() })
    // Set from outside: a draft, somebody else's change.
    this.input.addEventListener('nexus:items', e => { this.items = (e as CustomEvent<string[]>).detail; this.show() })
    this.show()
  }

  /** An entry may have a comma in it, so the list comes as JSON from the field where there is one. */
  private given(): string[] {
    const initial = this.closest<HTMLElement>('.field')?.dataset['initial']
    return initial ? JSON.parse(initial) as string[] : this.input.value.split(',').map(i => i.trim()).filter(i => i)
  }

  private key(e: KeyboardEvent): void {
    if (e.isComposing || e.ctrlKey || e.metaKey) return
    if ((e.key === 'Enter' || e.key === ',') && this.input.value.trim()) { e.preventDefault(); this.addFrom() }
    else if (e.key === 'Backspace' && this.input.value === '' && this.items.length > 0) this.drop(this.items.length - 1)
  }

  private addFrom(text = this.input.value): void {
    const added = text.split(/[\n,;\t]/).map(i => i.trim()).filter((item, at, all) => item && all.indexOf(item) === at && !this.items.includes(item))
    this.input.value = ''
    if (added.length === 0) return
    this.items.push(...added)
    this.show()
    this.told()
  }

  private drop(at: number): void {
    this.items.splice(at, 1)
    this.show()
    this.input.focus()
    this.told()
  }

  private show(): void {
    this.dataset['items'] = JSON.stringify(this.items)
    this.querySelectorAll('.chip').forEach(chip => chip.remove())
    this.input.before(...this.items.map((item, at) => el('span', { class: 'chip' }, el('span', {}, item),
      el('button', { type: 'button', 'aria-label': t('Remove {0}', item), onclick: () => this.drop(at) }, icon('x', 's')))))
  }

  private told(): void { this.input.dispatchEvent(new Event('change', { bubbles: true })) }
}

customElements.define('nx-tags', Tags)
