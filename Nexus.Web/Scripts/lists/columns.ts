// Columns are put in order by dragging, by arrows beside them, or with Alt and the arrow keys.
import Sortable from 'sortablejs'
import { find } from '../dom'

class Columns extends HTMLElement {
  private sortable?: Sortable
  private readonly abort = new AbortController()

  connectedCallback(): void {
    const list = find<HTMLElement>('[data-sortable]', this)
    if (!list || this.sortable) return
    this.sortable = Sortable.create(list, { handle: '[data-grip]', animation: 120 })
    this.addEventListener('click', e => {
      const button = (e.target as Element).closest<HTMLElement>('button[data-move]')
      if (button) { this.move(button.closest('li')!, Number(button.dataset['move'])); button.focus() }
    }, { signal: this.abort.signal })
    this.addEventListener('keydown', e => {
      if (!e.altKey || (e.key !== 'ArrowUp' && e.key !== 'ArrowDown')) return
      const focused = e.target as HTMLElement
      const item = focused.closest('li')
      if (!item) return
      e.preventDefault()
      this.move(item, e.key === 'ArrowUp' ? -1 : 1)
      focused.focus()
    }, { signal: this.abort.signal })
  }

  disconnectedCallback(): void {
    this.sortable?.destroy()
    this.sortable = undefined
  }

  private move(item: Element, by: number): void {
    if (by < 0) item.previousElementSibling?.before(item)
    else item.nextElementSibling?.after(item)
    item.scrollIntoView({ block: 'nearest' })
  }
}

customElements.define('nx-columns', Columns)
