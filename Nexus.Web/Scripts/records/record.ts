// The page of a row: fields changed where they stand, notes and files, and what others change, as they change it.
import { page } from '../api'
import { all, debounce, find } from '../dom'
import { live, type LiveEvent } from '../live'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'
import type { Form } from '../forms/form'
import '../forms/form'
import { type Operated, press } from '../operations/buttons'
import { editInPlace } from './inline'
import { mark } from './mark'
import { attachFiles, writeNote } from './notes'

const GATHER_MILLISECONDS = 60
const EVENTS_KEPT = 50

class RecordElement extends HTMLElement {
  private deaf?: () => void
  private readonly aborted = new AbortController()
  private readonly pending = new Set<string>()
  private started = false

  connectedCallback(): void {
    this.deaf = live(e => this.hear(e))
    document.addEventListener('nexus:operated', this.operated)
    if (this.started) return
    this.started = true
    this.addEventListener('click', e => this.clicked(e))
    this.addEventListener('dblclick', e => {
      const fact = (e.target as Element).closest<HTMLElement>('.fact[data-edit]')
      if (fact && !(e.target as Element).closest('a, button, input, textarea, select, .field')) void this.edit(fact.dataset['fact']!)
    })
    this.addEventListener('submit', e => {
      const form = e.target as HTMLFormElement
      if (form.matches('[data-note-form]')) { e.preventDefault(); void writeNote(this, form, () => this.refresh()) }
    })
    this.addEventListener('keydown', e => {
      const form = (e.target as Element).closest<HTMLFormElement>('[data-note-form]')
      if (form && e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); form.requestSubmit() }
    })
    this.addEventListener('change', e => {
      const input = e.target as HTMLInputElement
      if (input.matches('[data-attach]')) void attachFiles(this, input, () => this.refresh())
    })
    this.addEventListener('nexus:done', e => {
      if (!(e.target as Element).closest('.fact')) return
      e.preventDefault()
      this.closeInline((e.target as Element).closest<HTMLElement>('.fact')!)
      if ((e as CustomEvent).detail) void this.refresh()
    })
  }

  disconnectedCallback(): void {
    this.deaf?.()
    document.removeEventListener('nexus:operated', this.operated)
  }

  get isEditing(): boolean { return find('.record-facts nx-form:not(.inline)', this) !== null }

  private clicked(e: Event): void {
    const target = e.target as Element
    const button = target.closest<HTMLElement>('[data-edit-field]')
    if (button) void this.edit(button.dataset['editField']!)
    const cancel = target.closest('[data-cancel]')
    const fact = cancel?.closest<HTMLElement>('.fact')
    if (fact) { e.preventDefault(); this.closeInline(fact) }
    const older = target.closest<HTMLAnchorElement>('[data-older]')
    if (older && !(e as MouseEvent).ctrlKey && !(e as MouseEvent).metaKey) { e.preventDefault(); void this.showOlder(older) }
  }

  private async edit(name: string): Promise<void> {
    const fact = find(`.fact[data-fact="${CSS.escape(name)}"]`, this)
    if (!fact || find('nx-form', fact)) return
    try { await editInPlace(this, fact, name) } catch (e) { toastProblem(e) }
  }

  private closeInline(fact: HTMLElement): void {
    find('nx-form', fact)?.remove()
    fact.classList.remove('editing')
    find<HTMLElement>('[data-edit-field]', fact)?.focus()
  }

  private async showOlder(link: HTMLAnchorElement): Promise<void> {
    link.classList.add('busy')
    try {
      const more = find('[data-live-part=timeline]', await page(link.href))
      const list = find('.timeline', this)
      if (more && list) list.append(...all('.happened', more).map(entry => document.importNode(entry, true)))
      const next = more && find('[data-older]', more)
      if (next) link.replaceWith(document.importNode(next, true))
      else link.remove()
    } catch (e) { link.classList.remove('busy'); toastProblem(e) }
  }

  /** Somebody changed the row, or something that belongs to it. */
  private hear(happened: LiveEvent): void {
    if (!JSON.stringify(happened).includes(this.dataset['id']!)) return
    this.pending.add(happened.id)
    if (this.pending.size > EVENTS_KEPT) this.pending.clear()
    this.gathered()
  }

  private readonly gathered = debounce(GATHER_MILLISECONDS, () => void this.refresh())

  private readonly operated = (e: Event): void => {
    // Shown by the parts of this page, so that nothing that is being entered is lost.
    const { name, id, said } = (e as CustomEvent<Operated>).detail
    const mine = name.startsWith(`${this.dataset['resource']!}.`) && id === this.dataset['id']
    e.preventDefault()
    if (mine && name.endsWith('.archive')) {
      toast(t('Archived'), 'good', { label: t('Undo'), action: () => void press(name.replace(/archive$/, 'restore'), id, t('Restored')) })
    } else toast(said ?? t('Done'), 'good')
    void this.refresh()
  }

  /** The page as the server has it now: what changed is put in and marked; what is being edited stays. */
  async refresh(): Promise<void> {
    let fresh: HTMLElement | null
    try { fresh = find('nx-record', await page(location.href, this.aborted.signal)) } catch { return }
    if (!fresh || fresh.dataset['id'] !== this.dataset['id'] || !this.isConnected) return
    this.dataset['version'] = fresh.dataset['version']
    this.refreshFacts(fresh)
    for (const part of all<HTMLElement>('[data-live-part]', this)) {
      const name = part.dataset['livePart']!
      const now = find(`[data-live-part="${name}"]`, fresh)
      if (!now || part.innerHTML === now.innerHTML) continue
      if (name === 'timeline') this.refreshTimeline(part, now)
      else if (!part.contains(document.activeElement) || !document.activeElement?.matches('input, textarea, select')) this.replace(part, now)
    }
  }

  /** Keeps the keyboard where it was: on the button or link of the same words. */
  private replace(part: HTMLElement, now: Element): void {
    const active = document.activeElement
    const at = active && part.contains(active) ? all('a, button', part).indexOf(active as HTMLElement) : -1
    part.replaceChildren(...document.importNode(now, true).childNodes)
    if (at >= 0) (all('a, button', part)[at] ?? find('h1', this))?.focus()
  }

  private refreshFacts(fresh: HTMLElement): void {
    const form = find<Form>('.record-facts nx-form:not(.inline)', this)
    const freshForm = find('.record-facts nx-form', fresh)
    if (form && freshForm) { void form.takeOver(freshForm); return }
    const facts = find('.record-facts', this)
    const now = find('.record-facts', fresh)
    if (!facts || !now) return
    for (const fact of all('.fact', now)) {
      const old = find(`.fact[data-fact="${CSS.escape(fact.dataset['fact']!)}"]`, facts)
      if (!old) { facts.replaceChildren(...document.importNode(now, true).childNodes); return }
      const [before, after] = [find('.fact-value', old), find('.fact-value', fact)]
      if (before && after && before.innerHTML !== after.innerHTML) {
        before.replaceChildren(...document.importNode(after, true).childNodes)
        mark(before)
      }
      if (find('nx-form', old)) continue
      old.toggleAttribute('data-edit', fact.hasAttribute('data-edit'))
      const [button, freshButton] = [find('.fact-edit', old), find('.fact-edit', fact)]
      if (button && !freshButton) button.remove()
      else if (!button && freshButton) find('dd', old)?.append(document.importNode(freshButton, true))
    }
  }

  private refreshTimeline(part: HTMLElement, now: Element): void {
    const list = find('.timeline', part)
    const freshList = find('.timeline', now)
    if (!list || !freshList || list.children.length === 0) { part.replaceChildren(...document.importNode(now, true).childNodes); return }
    const old = new Map(all<HTMLElement>('.happened', list).map(entry => [entry.dataset['entry'], entry]))
    const freshEntries = all<HTMLElement>('.happened', freshList)
    const oldest = freshEntries.at(-1)?.querySelector('time')?.dateTime ?? ''
    const kept = new Set(freshEntries.map(entry => entry.dataset['entry']))
    for (const [id, entry] of old) if (!kept.has(id) && (entry.querySelector('time')?.dateTime ?? '') >= oldest) entry.remove()
    let after: Element | null = null
    for (const entry of freshEntries) {
      const known = old.get(entry.dataset['entry'])
      if (known) {
        const [body, freshBody] = [find('.happened-body', known), find('.happened-body', entry)]
        if (body && freshBody && body.innerHTML !== freshBody.innerHTML) body.replaceChildren(...document.importNode(freshBody, true).childNodes)
        after = known
      } else {
        const added = document.importNode(entry, true)
        if (after) after.after(added)
        else list.prepend(added)
        mark(added)
        after = added
      }
    }
  }
}

customElements.define('nx-record', RecordElement)
