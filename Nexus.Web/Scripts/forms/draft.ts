// What was entered is kept in this browser tab until it is saved: a dropped connection, a reload or a wrong click loses nothing.
import { debounce, el, find } from '../dom'
import { Exact } from '../inputs/number'
import { entryOf, fieldsIn, isChanged, readField, Unreadable } from '../inputs/read'
import { writeFields } from '../inputs/write'
import { locale, t } from '../texts'
import type { Form } from './form'

interface Draft { at: number; values: Record<string, unknown> }

const PAUSE_MILLISECONDS = 250
const KEPT_MILLISECONDS = 24 * 60 * 60 * 1000

const keyOf = (form: Form): string => `nexus:draft:${form.dataset['draft']}`

/** Begins to keep what is entered, and offers what was entered before. */
export function keepDraft(form: Form): void {
  if (!form.dataset['draft']) return
  offer(form)
  const keep = debounce(PAUSE_MILLISECONDS, () => { if (form.isConnected) save(form) })
  form.addEventListener('input', keep)
  form.addEventListener('change', keep)
}

export function dropDraft(form: Form): void {
  try { sessionStorage.removeItem(keyOf(form)) } catch { /* Nothing is kept there then. */ }
}

function save(form: Form): void {
  const values = Object.fromEntries(fieldsIn(form).filter(isChanged).map(field => [field.dataset['field']!, readField(field)] as const).filter(([, value]) => !(value instanceof Unreadable)))
  try {
    if (Object.keys(values).length === 0) sessionStorage.removeItem(keyOf(form))
    else sessionStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values } satisfies Draft, (_, v: unknown) => v instanceof Exact ? v.text : v))
  } catch { /* Full or forbidden: the guard against leaving is still there. */ }
}

/** The button that was pressed is gone: the keyboard goes on in the form. */
function toFirst(form: Form): void {
  const first = fieldsIn(form)[0]
  if (first) entryOf(first)?.focus()
}

function offer(form: Form): void {
  let draft: Draft
  try { draft = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? 'null') as Draft } catch { return }
  if (!draft || Date.now() - draft.at > KEPT_MILLISECONDS) return
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(draft.at)
  const note = el('div', { class: 'alert draft', role: 'status' }, el('div', { class: 'grow' }, t('You began this at {0} and didn’t save it.', time)),
    el('button', { class: 'button small', type: 'button', onclick: () => { writeFields(form, draft.values); note.remove(); toFirst(form) } }, t('Take it up')),
    el('button', { class: 'button quiet small', type: 'button', onclick: () => { dropDraft(form); note.remove(); toFirst(form) } }, t('Discard')))
  find('.draft', form)?.remove()
  find('[data-faults]', form)?.before(note)
}
