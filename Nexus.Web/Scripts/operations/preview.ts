// What an operation would do: each row before and after, and what happens besides.
import { api, Problem } from '../api'
import { showFaults } from '../inputs/read'
import type { Form } from '../forms/form'
import { toastProblem } from '../toast'

/** Runs it dry, as the form stands, and shows the fragment that the server makes of it. */
export async function showPreview(form: Form, place: HTMLElement): Promise<boolean> {
  place.hidden = false
  place.classList.add('skeleton')
  try {
    const { id } = form.dataset
    const { data } = await api<string>(`/operations/${encodeURIComponent(form.operation)}/preview${id ? `?id=${encodeURIComponent(id)}` : ''}`, { method: 'POST', body: JSON.stringify(form.input), headers: { Accept: 'text/html' } })
    const parsed = new DOMParser().parseFromString(data, 'text/html')
    place.replaceChildren(...document.importNode(parsed.body, true).childNodes)
    place.scrollIntoView({ block: 'nearest' })
    return true
  } catch (e) {
    place.hidden = true
    if (e instanceof Problem) showFaults(form, e)
    else toastProblem(e)
    return false
  } finally {
    place.classList.remove('skeleton')
  }
}
