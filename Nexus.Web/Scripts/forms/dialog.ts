// A form of another page in a dialog over this one.
import { type Answer, page, Problem } from '../api'
import { el, find, icon } from '../dom'
import { entryOf, fieldsIn } from '../inputs/read'
import { writeFields } from '../inputs/write'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'
import type { Done, Form } from './form'
// Defined before a form is used: what is imported as a type alone isn't loaded.
import './form'

type Row = Record<string, unknown>

/**
 * Shows the form that the page at the address has. Ends with the operation's answer; with nothing when it was cancelled.
 * @param defaults values for its fields, besides those in the address
 */
export async function openForm(address: string, defaults: Row = {}): Promise<Answer<Row> | undefined> {
  const form = await fetchForm(address)
  if (!form) return undefined
  const dialog = el('dialog', { class: form.querySelectorAll('.field').length > 6 ? 'wide form-dialog' : 'form-dialog', 'aria-labelledby': 'form-dialog-title' },
    el('div', { class: 'dialog-head' }, el('h2', { id: 'form-dialog-title' }, form.dataset['title'] ?? ''),
      el('button', { class: 'button quiet icon-only', type: 'button', 'aria-label': t('Close'), 'data-cancel': true }, icon('x'))),
    form)
  document.body.append(dialog)
  writeFields(form, defaults)
  const direct = form.dataset['direct'] !== undefined
  return await new Promise(resolve => {
    const end = (answer?: Answer<Row>): void => { dialog.remove(); document.removeEventListener('turbo:before-render', gone); resolve(answer) }
    const gone = (): void => end()
    dialog.addEventListener('nexus:done', e => { e.preventDefault(); e.stopPropagation(); end((e as CustomEvent<Done | undefined>).detail?.answer) })
    dialog.addEventListener('cancel', e => { if (!mayLeave(form)) e.preventDefault() })
    dialog.addEventListener('close', () => end())
    dialog.addEventListener('click', e => {
      if ((e.target as Element).closest('[data-cancel]')) { e.preventDefault(); if (mayLeave(form)) dialog.close() }
    })
    document.addEventListener('turbo:before-render', gone)
    if (direct) {
      // What it refuses is said in a note: there is no field to say it beside.
      dialog.addEventListener('nexus:refused', e => { e.preventDefault(); toast((e as CustomEvent<Problem>).detail.message, 'bad'); end() })
      void form.submit()
    } else {
      dialog.showModal()
      const first = fieldsIn(form).find(field => !field.hidden)
      ;(first ? entryOf(first) : find('button[type=submit]', form))?.focus()
    }
  })
}

const mayLeave = (form: Form): boolean => !form.isDirty || confirm(t('Leave without saving? What you entered will be lost.'))

async function fetchForm(address: string): Promise<Form | null> {
  try {
    const found = find('nx-form', await page(address))
    if (!found) throw new Problem(404, 'not_found', t('You may not do this.'), [], {})
    // Made anew in this document, so that it is a form that works.
    return document.importNode(found, true) as Form
  } catch (e) {
    toastProblem(e instanceof Problem && e.status === 403 ? new Problem(403, e.code, t('You may not do this.'), [], {}) : e)
    return null
  }
}
