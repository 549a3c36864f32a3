// One field changed where it stands: the form of the update with that field alone.
import { page } from '../api'
import { all, find } from '../dom'
import { entryOf } from '../inputs/read'
import type { Form } from '../forms/form'
import '../forms/form'

export async function editInPlace(record: HTMLElement, fact: HTMLElement, name: string): Promise<void> {
  fact.classList.add('busy')
  try {
    const fetched = find('nx-form', await page(`/operations/${encodeURIComponent(`${record.dataset['resource']}.update`)}?id=${encodeURIComponent(record.dataset['id']!)}`))
    const field = fetched && find(`.field[data-field="${CSS.escape(name)}"]`, fetched)
    if (!fetched || !field || find('nx-form', fact)) return
    const form = document.importNode(fetched, true) as Form
    form.classList.add('inline')
    delete form.dataset['draft']
    const own = find(`.field[data-field="${CSS.escape(name)}"]`, form)!
    all('.form-group, .form-grid, .form-text, .preview, [data-do-preview]', form).forEach(part => part.remove())
    find('[data-faults]', form)!.after(own)
    // The label is the fact's own, before it.
    find('label:not(.check), legend', own)?.classList.add('visually-hidden')
    find('.hint', own)?.remove()
    // Ids are the page's: the whole form may be there as well one day.
    fact.classList.add('editing')
    find('dd', fact)!.append(form)
    form.addEventListener('keydown', e => {
      if (e.key === 'Escape') { e.stopPropagation(); find<HTMLElement>('[data-cancel]', form)?.click() }
      else if (e.key === 'Enter' && !(e.target instanceof HTMLTextAreaElement) && !(e.target instanceof HTMLButtonElement) && !e.defaultPrevented) { e.preventDefault(); void form.submit() }
    })
    const entry = entryOf(own)
    entry?.focus()
    if (entry instanceof HTMLInputElement && entry.type === 'text') entry.select()
  } finally {
    fact.classList.remove('busy')
  }
}
