// A board: a card is dragged to another column, or sent there by its menu, and the operation behind it is run. Refused, it goes back and says why.
import Sortable from 'sortablejs'
import { Problem } from '../api'
import { all, el, find } from '../dom'
import { openOperation } from '../operations/dialog'
import { refresh } from '../operations/after'
import { runOperation } from '../operations/run'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'

class Board extends HTMLElement {
  private sortables: Sortable[] = []
  private abort = new AbortController()

  connectedCallback(): void {
    if (this.sortables.length > 0) return
    this.abort = new AbortController()
    const { signal } = this.abort
    this.start()
    document.addEventListener('turbo:morph', () => { this.end(); this.start() }, { signal })
    this.addEventListener('click', e => {
      const button = (e.target as Element).closest<HTMLElement>('button[data-move]')
      if (button) this.menu(button.closest('li')!, button)
    }, { signal })
    this.addEventListener('keydown', e => this.pressed(e), { signal })
  }

  disconnectedCallback(): void {
    this.abort.abort()
    this.end()
  }

  private get columns(): HTMLElement[] { return all('[data-column]', this) }

  private start(): void {
    if (!this.dataset['operation']) return
    this.sortables = this.columns.map(column => Sortable.create(column, {
      group: 'board', animation: 140, draggable: '.board-card', filter: 'button', preventOnFilter: false, delay: 180, delayOnTouchOnly: true,
      onEnd: e => { if (e.from !== e.to || e.oldIndex !== e.newIndex) void this.moved(e.item, e.from, e.to, e.oldDraggableIndex ?? 0) },
    }))
  }

  private end(): void {
    this.sortables.forEach(sortable => sortable.destroy())
    this.sortables = []
  }

  private async moved(card: HTMLElement, from: HTMLElement, to: HTMLElement, index: number): Promise<void> {
    const { field = '', operation = '', route = '', method, inputs = '', place } = this.dataset
    if (from === to && !place) { back(card, from, index); return }
    const { id = '', version } = card.dataset
    const value = to.dataset['column']!
    const input: Record<string, unknown> = { [field]: value }
    const position = place ? between(card) : undefined
    if (place && position !== undefined) input[place] = position
    card.classList.add('moving')
    try {
      await runOperation({ name: operation, route, method, id, input, ifMatch: method === 'PATCH' ? version : undefined })
      tell(t('{0} is now in {1}.', card.dataset['title'], to.dataset['name']))
      refresh()
    } catch (e) {
      const asks = e instanceof Problem && e.fields.some(f => f.field !== field && inputs.split(',').includes(f.field))
      // It would go there, if more were known: the form asks for it.
      const answer = asks ? await openOperation(operation, id, input) : undefined
      if (answer) refresh()
      else {
        back(card, from, index)
        if (!asks) refused(e)
      }
    } finally { card.classList.remove('moving') }
  }

  private menu(card: HTMLElement, opener: HTMLElement): void {
    const menu = find('[data-board-move]')
    if (!menu) return
    const from = card.parentElement!
    menu.replaceChildren(el('div', { class: 'menu-title' }, t('Move to')), ...this.columns.filter(column => column !== from).map(column =>
      el('button', { type: 'button', onclick: () => this.send(card, column) }, column.dataset['name']!)))
    menu.addEventListener('toggle', e => { if ((e as ToggleEvent).newState === 'closed') (card.isConnected ? card : this).focus() }, { once: true })
    menu.showPopover()
    const at = opener.getBoundingClientRect()
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`
    menu.style.top = `${Math.min(at.bottom + 4, innerHeight - menu.offsetHeight - 8)}px`
    find<HTMLElement>('button', menu)?.focus()
  }

  private send(card: HTMLElement, to: HTMLElement): void {
    const from = card.parentElement!
    const index = [...from.children].indexOf(card)
    to.append(card)
    card.focus()
    void this.moved(card, from, to, index)
  }

  private pressed(e: KeyboardEvent): void {
    const card = e.target as HTMLElement
    if (!card.matches('.board-card') || e.ctrlKey || e.metaKey || e.altKey) return
    const columns = this.columns
    const at = columns.indexOf(card.parentElement!)
    const index = [...card.parentElement!.children].indexOf(card)
    const go = (to: Element | null | undefined): void => { if (to instanceof HTMLElement) { e.preventDefault(); to.focus() } }
    if (e.key === 'ArrowDown' || e.key === 'j') go(card.nextElementSibling)
    else if (e.key === 'ArrowUp' || e.key === 'k') go(card.previousElementSibling)
    else if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
      const step = e.key === 'ArrowRight' ? 1 : -1
      for (let i = at + step; columns[i]; i += step) {
        const cards = columns[i]!.children
        if (cards.length > 0) { go(cards[Math.min(index, cards.length - 1)]); return }
      }
    } else if (e.key === 'Enter') { e.preventDefault(); find<HTMLAnchorElement>('a.title', card)?.click() }
    else if (e.key === 'm' || e.key === ' ') {
      const button = find('button[data-move]', card)
      if (button) { e.preventDefault(); this.menu(card, button) }
    }
  }
}

/** Halfway between its neighbours; nothing at the end, where the operation itself puts it. */
function between(card: HTMLElement): number | undefined {
  const position = (other: Element | null): number | undefined => {
    const text = (other as HTMLElement | null)?.dataset['position']
    return text === undefined ? undefined : Number(text)
  }
  const [before, after] = [position(card.previousElementSibling), position(card.nextElementSibling)]
  if (after === undefined) return before === undefined || !card.dataset['position'] ? undefined : before + 1
  return before === undefined ? after - 1 : (before + after) / 2
}

function back(card: HTMLElement, to: HTMLElement, index: number): void {
  to.insertBefore(card, to.children[index] ?? null)
}

function refused(e: unknown): void {
  if (e instanceof Problem) toast(e.fields[0]?.message ?? e.message, 'bad')
  else toastProblem(e)
}

const tell = (text: string): void => toast(text, 'good')

customElements.define('nx-board', Board)
