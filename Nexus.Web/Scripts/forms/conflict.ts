// Two people changed one row: field by field, mine or theirs. Only fields that both changed are asked about; nobody's input is lost.
import { api } from '../api'
import { el, find, icon } from '../dom'
import { describe } from '../inputs/describe'
import { fieldsIn, initialOf, isChanged, meaning, readField } from '../inputs/read'
import { writeField } from '../inputs/write'
import { t } from '../texts'
import { mark } from '../records/mark'
import type { Form } from './form'

interface Clash { field: HTMLElement; mine: unknown; theirs: unknown }

/** Ends with true when the form holds what is to be saved, on top of the row as it is now. */
export async function resolve(form: Form): Promise<boolean> {
  const { data: row } = await api<Record<string, unknown>>(form.dataset['route']!.replace('{id}', encodeURIComponent(form.dataset['id']!)))
  const clashes = takeOver(form, row)
  if (clashes.length > 0 && !await ask(clashes)) return false
  form.dataset['version'] = String(row['version'])
  return true
}

/**
 * Puts what others changed into fields that this person didn't touch, and makes it what the rest is measured against.
 * @returns the fields that both changed to different values
 */
export function takeOver(form: Form, row: Record<string, unknown>): Clash[] {
  const clashes: Clash[] = []
  for (const field of fieldsIn(form)) {
    const name = field.dataset['field']!
    if (!(name in row)) continue
    const [before, mine, mineChanged] = [initialOf(field), readField(field), isChanged(field)]
    setInitial(field, row[name])
    const theirs = initialOf(field)
    if (meaning(theirs) === meaning(before)) continue
    if (!mineChanged) writeField(field, row[name])
    else if (meaning(mine) !== meaning(theirs)) clashes.push({ field, mine, theirs: row[name] })
  }
  return clashes
}

/** As `takeOver`, from the form as the server makes it now, while this one is open: what both changed stays as it is entered, for the save to ask about. */
export function takeOverFresh(form: Form, fresh: Form): void {
  let clashed = false
  for (const field of fieldsIn(form)) {
    const now = find(`.field[data-field="${CSS.escape(field.dataset['field']!)}"]`, fresh)
    if (!now || now.dataset['initial'] === field.dataset['initial']) continue
    if (isChanged(field)) { clashed ||= meaning(initialOf(now)) !== meaning(readField(field)); continue }
    if (now.dataset['initial'] === undefined) delete field.dataset['initial']
    else field.dataset['initial'] = now.dataset['initial']
    writeField(field, now.dataset['initial'] === undefined ? null : JSON.parse(now.dataset['initial']))
    mark(field)
  }
  // With the old version the save is refused, and the person is asked.
  if (!clashed) form.dataset['version'] = fresh.dataset['version']
}

function setInitial(field: HTMLElement, value: unknown): void {
  if (value === null || value === undefined) delete field.dataset['initial']
  else field.dataset['initial'] = JSON.stringify(value)
}

async function ask(clashes: Clash[]): Promise<boolean> {
  const rows = await Promise.all(clashes.map(async ({ field, mine, theirs }, i) => {
    const name = `clash-${i}`
    const option = (whose: string, word: string, text: string, checked: boolean): HTMLElement => el('label', { class: 'clash-option' },
      el('input', { type: 'radio', name, value: whose, checked }), el('span', { class: 'clash-whose' }, word), el('span', { class: 'clash-value' }, text))
    return el('fieldset', { class: 'clash' }, el('legend', {}, field.dataset['label'] ?? ''),
      option('mine', t('Mine'), await describe(field, mine), true), option('theirs', t('Theirs'), await describe(field, theirs), false))
  }))
  return new Promise(resolve => {
    let chosen = false
    const form = el('form', { method: 'dialog' },
      el('div', { class: 'dialog-body stack' }, el('p', { class: 'muted' }, t('Somebody else changed this meanwhile. What you didn’t touch has been taken over. Choose what counts:')), ...rows),
      el('div', { class: 'dialog-foot' }, el('button', { class: 'button quiet', type: 'button', onclick: () => dialog.close() }, t('Go on editing')), el('button', { class: 'button primary', type: 'submit' }, t('Save'))))
    const dialog = el('dialog', { 'aria-labelledby': 'conflict-title', class: 'conflict' }, el('div', { class: 'dialog-head' }, icon('triangle-alert'), el('h2', { id: 'conflict-title' }, t('Changed by somebody else'))), form)
    form.addEventListener('submit', () => {
      chosen = true
      clashes.forEach(({ field, theirs }, i) => { if (find<HTMLInputElement>(`input[name=clash-${i}]:checked`, form)?.value === 'theirs') writeField(field, theirs) })
    })
    dialog.addEventListener('close', () => { dialog.remove(); resolve(chosen) })
    document.body.append(dialog)
    dialog.showModal()
  })
}
