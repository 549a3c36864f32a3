// A list: further pages as one scrolls, sums, selection, the keyboard, editing in place, and rows that change by themselves.
import { find } from '../dom'
import { Bulk } from './bulk'
import { Edit } from './edit'
import { Grid } from './grid'
import { LiveRows } from './rows'
import { Pages } from './pages'
import { Selection } from './selection'
import { loadGroups } from './groups'
import { loadSummary } from './summary'

class List extends HTMLElement {
  private parts: { stop(): void }[] = []
  /** Ids of the rows that are selected, with their titles. It outlives a refresh of the page. */
  private readonly picked = new Map<string, string>()

  connectedCallback(): void {
    if (this.parts.length > 0) return
    this.start()
    // A refresh of the page morphs what is in here: what belongs to the rows begins anew.
    document.addEventListener('turbo:morph', this.restart)
  }

  disconnectedCallback(): void {
    document.removeEventListener('turbo:morph', this.restart)
    this.stop()
  }

  private readonly restart = (): void => { this.stop(); this.start() }

  private stop(): void {
    this.parts.forEach(part => part.stop())
    this.parts = []
  }

  private start(): void {
    const search = find<HTMLInputElement>('[data-search]', this)
    // The cross that empties the search asks anew.
    const emptied = (): void => { if (search?.value === '') search.form?.requestSubmit() }
    search?.addEventListener('search', emptied)
    this.parts.push({ stop: () => search?.removeEventListener('search', emptied) })
    if (this.dataset['summary'] !== undefined) this.parts.push(loadSummary(this))
    const box = find('[data-scroll]', this)
    if (!box) {
      this.parts.push(new LiveRows(this))
      return
    }
    const selection = new Selection(this, box, this.picked)
    const edit = new Edit(this, box)
    this.parts.push(new Pages(box), selection, new Bulk(this, selection), edit, new Grid(box, selection, edit), new LiveRows(this), loadGroups(this, box))
  }
}

customElements.define('nx-list', List)
