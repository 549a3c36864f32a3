// <nx-home>: the tiles of the home page; while they are arranged they are dragged, moved by buttons, made wider, removed and added. Each change is kept at once.
import type Sortable from 'sortablejs'
import { visit } from '@hotwired/turbo'
import { api } from '../api'
import { all, el } from '../dom'
import { t } from '../texts'
import { toastProblem } from '../toast'

const WIDTHS = 4

class NxHome extends HTMLElement {
  #sortable: Sortable | undefined
  #clicked = (e: Event): void => void this.#click(e)
  #saving: Promise<unknown> = Promise.resolve()

  connectedCallback(): void {
    document.addEventListener('click', this.#clicked)
    if (this.classList.contains('arranging')) void this.#drag()
  }

  disconnectedCallback(): void {
    document.removeEventListener('click', this.#clicked)
    this.#sortable?.destroy()
    this.#sortable = undefined
  }

  async #drag(): Promise<void> {
    const { default: sortable } = await import('sortablejs')
    if (!this.isConnected || this.#sortable) return
    this.#sortable = sortable.create(this, { draggable: '.tile', handle: '.tile-handle', animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150, onEnd: () => void this.#keep() })
  }

  async #click(e: Event): Promise<void> {
    const button = (e.target as Element).closest<HTMLElement>('button')
    if (!button) return
    const tile = button.closest<HTMLElement>('.tile')
    if (button.dataset['move'] && tile) this.#move(tile, Number(button.dataset['move']), button)
    else if (button.hasAttribute('data-resize') && tile) {
      tile.dataset['width'] = String(Number(tile.dataset['width']) % WIDTHS + 1)
      this.#say(t('{0} of {1} columns wide', tile.dataset['width'], WIDTHS))
      await this.#keep()
    } else if (button.hasAttribute('data-remove') && tile) {
      const next = (tile.nextElementSibling ?? tile.previousElementSibling)?.querySelector<HTMLElement>('[data-remove]')
      this.#say(t('{0} was removed', tile.getAttribute('aria-label')))
      tile.remove()
      next?.focus()
      await this.#keep(true)
    } else if (button.hasAttribute('data-add')) {
      this.append(el('section', { class: 'tile', 'data-report': button.dataset['report'], 'data-form': button.dataset['form'], 'data-width': button.dataset['width'] }))
      await this.#keep(true)
    } else if (button.hasAttribute('data-home-reset')) {
      await this.#put(null)
      visit(location.href, { action: 'replace' })
    } else if (button.hasAttribute('data-hide-steps')) {
      this.dataset['steps'] = 'false'
      document.querySelector('.first-steps')?.remove()
      await this.#keep()
    }
  }

  #move(tile: HTMLElement, by: number, button: HTMLElement): void {
    const other = by < 0 ? tile.previousElementSibling : tile.nextElementSibling
    if (!other?.classList.contains('tile')) return
    if (by < 0) other.before(tile)
    else other.after(tile)
    button.focus()
    const tiles = all('.tile', this)
    this.#say(t('{0} is now at place {1} of {2}', tile.getAttribute('aria-label'), tiles.indexOf(tile) + 1, tiles.length))
    void this.#keep()
  }

  /** @param again the page shows what was added, or can be added again. */
  async #keep(again = false): Promise<void> {
    const tiles = all('.tile', this).map(tile => ({ report: tile.dataset['report'], form: tile.dataset['form'], width: Number(tile.dataset['width']) }))
    await this.#put({ tiles, steps: this.dataset['steps'] !== 'false' })
    if (again) visit(location.href, { action: 'replace' })
  }

  /** One after the other, so that the last one stays. */
  #put(home: object | null): Promise<unknown> {
    this.#saving = this.#saving.then(() => api('/api/v1/preferences/home', { method: 'PUT', body: JSON.stringify(home) })).catch(toastProblem)
    return this.#saving
  }

  #say(text: string): void {
    let place = document.getElementById('home-said')
    if (!place) {
      place = el('div', { id: 'home-said', class: 'visually-hidden', role: 'status', 'aria-live': 'polite' })
      document.body.append(place)
    }
    place.textContent = text
  }
}

customElements.define('nx-home', NxHome)
