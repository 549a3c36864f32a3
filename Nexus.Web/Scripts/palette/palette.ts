// The command palette: rows, pages, operations and what was open last, found by typing and chosen by key. A combobox with a listbox (ARIA).
import { visit } from '@hotwired/turbo'
import { api } from '../api'
import { debounce, el, icon } from '../dom'
import { t } from '../texts'
import { toastProblem } from '../toast'
import { match } from './match'
import { recent } from './recent'

interface Entry { label: string; group: string; icon: string; href: string | null; operation: string | null }
interface Kind { label: string; href: string; icon: string }
interface Hit { kind: string; id: string; title: string; snippet: string }
interface Option { label: string; detail: string; icon: string; run: () => void }
interface Group { title: string; options: Option[] }

const ROWS = 7
const ENTRIES = 8
const PAUSE = 120

let entries: Entry[] = []
let kinds: Record<string, Kind> = {}
let language = ''
let loading: Promise<void> | undefined
let dialog: HTMLDialogElement | undefined
let input: HTMLInputElement
let list: HTMLUListElement
let said: HTMLElement
let options: Option[] = []
let active = 0
let rows: Hit[] = []
let searching: AbortController | undefined

/** Fetches what can be chosen, so that it is there at the first key. */
export function prepare(): Promise<void> {
  if (language !== document.documentElement.lang) loading = undefined
  language = document.documentElement.lang
  return loading ??= api<{ entries: Entry[]; kinds: Record<string, Kind> }>('/palette').then(answer => { ({ entries, kinds } = answer.data) }, e => { loading = undefined; toastProblem(e) })
}

export const toggle = (): void => { if (dialog?.open) dialog.close(); else open() }

export function open(): void {
  build()
  if (dialog!.open) return
  input.value = ''
  rows = []
  dialog!.showModal()
  show()
  input.focus()
  void prepare().then(() => { if (dialog!.open) show() })
}

function build(): void {
  if (dialog?.isConnected) return
  list = el('ul', { id: 'palette-list', role: 'listbox', 'aria-label': t('Results') })
  input = el('input', {
    id: 'palette-input', type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', 'aria-autocomplete': 'list', 'aria-label': t('Search or go to'),
    placeholder: t('Search or go to …'), autocomplete: 'off', spellcheck: 'false', maxlength: 200, oninput: typed, onkeydown: pressed,
  })
  said = el('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' })
  dialog = el('dialog', { class: 'palette', 'aria-label': t('Search or go to'), 'data-turbo-temporary': true, onclick: (e: Event) => { if (e.target === dialog) dialog!.close() }, onclose: () => searching?.abort() },
    el('div', { class: 'palette-head' }, icon('search'), input, el('kbd', {}, 'Esc')), list, said)
  document.body.append(dialog)
}

function typed(): void {
  searching?.abort()
  rows = []
  active = 0
  show()
  find(input.value.trim())
}

const find = debounce(PAUSE, (text: string) => {
  if (text.length < 2 || !dialog?.open || text !== input.value.trim() || !Object.keys(kinds).length) return
  searching = new AbortController()
  api<{ hits: Hit[] }>(`/api/v1/search?limit=${ROWS}&q=${encodeURIComponent(text)}`, { signal: searching.signal }).then(answer => {
    if (text !== input.value.trim()) return
    rows = answer.data.hits
    show()
  }, e => { if (!(e instanceof DOMException)) toastProblem(e) })
})

function groups(text: string): Group[] {
  if (!text) {
    const pages = recent().filter(p => p.href !== location.pathname + location.search)
    return [
      { title: t('Recently open'), options: pages.map(p => go(p.title, '', 'history', p.href)) },
      { title: t('Pages'), options: entries.filter(e => e.href && e.icon !== 'plus' && e.icon !== 'chart-column').slice(0, ENTRIES).map(choice) },
    ]
  }
  const best = entries.map(entry => ({ entry, score: match(entry.label, text) })).filter(e => e.score > 0).sort((a, b) => b.score - a.score).slice(0, ENTRIES).map(e => e.entry)
  return [
    { title: t('Rows'), options: rows.filter(hit => kinds[hit.kind]).map(hit => go(hit.title || t('untitled'), kinds[hit.kind]!.label, kinds[hit.kind]!.icon, `${kinds[hit.kind]!.href}/${hit.id}`)) },
    { title: t('Pages'), options: best.filter(e => e.href).map(choice) },
    { title: t('Operations'), options: best.filter(e => e.operation).map(choice) },
    { title: '', options: Object.keys(kinds).length ? [go(t('Search everything for “{0}”', text), '', 'search', `/search?q=${encodeURIComponent(text)}`)] : [] },
  ]
}

const go = (label: string, detail: string, image: string, href: string): Option => ({ label, detail, icon: image, run: () => visit(href) })

function choice(entry: Entry): Option {
  return entry.href
    ? go(entry.label, entry.group, entry.icon, entry.href)
    : { label: entry.label, detail: entry.group, icon: entry.icon, run: () => void import('../operations/buttons').then(b => b.press(entry.operation ?? '')) }
}

function show(): void {
  const shown = groups(input.value.trim()).filter(group => group.options.length)
  options = shown.flatMap(group => group.options)
  active = Math.min(active, Math.max(0, options.length - 1))
  let number = 0
  list.replaceChildren(...shown.map((group, g) => el('li', { role: 'group', 'aria-labelledby': group.title ? `palette-group-${g}` : null, 'aria-label': group.title ? null : t('More') },
    group.title ? el('div', { class: 'palette-group', id: `palette-group-${g}`, 'aria-hidden': 'true' }, group.title) : null,
    ...group.options.map(option => row(option, number++)))))
  mark()
  said.textContent = input.value.trim() ? t('{0} results', options.length) : ''
}

function row(option: Option, index: number): HTMLElement {
  return el('div', { role: 'option', id: `palette-option-${index}`, class: 'palette-option', onclick: () => choose(index), onmousemove: () => { if (active !== index) { active = index; mark() } } },
    icon(option.icon), el('span', { class: 'grow' }, option.label), option.detail && el('span', { class: 'muted' }, option.detail))
}

function mark(): void {
  for (const [i, option] of [...list.querySelectorAll('[role=option]')].entries()) {
    option.setAttribute('aria-selected', String(i === active))
    if (i === active) option.scrollIntoView({ block: 'nearest' })
  }
  if (options.length) input.setAttribute('aria-activedescendant', `palette-option-${active}`)
  else input.removeAttribute('aria-activedescendant')
}

function pressed(e: Event): void {
  const { key, isComposing } = e as KeyboardEvent
  if (isComposing) return
  const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 5, PageUp: active - 5 }[key]
  if (to !== undefined && options.length) {
    e.preventDefault()
    active = key.startsWith('Page') ? Math.max(0, Math.min(options.length - 1, to)) : (to + options.length) % options.length
    mark()
  } else if (key === 'Enter') {
    e.preventDefault()
    choose(active)
  }
}

function choose(index: number): void {
  const option = options[index]
  if (!option) return
  dialog!.close()
  option.run()
}
