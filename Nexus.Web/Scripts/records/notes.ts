// Notes about a row, and files that are attached to it.
import { find } from '../dom'
import { runOperation } from '../operations/run'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'

const FILE_BYTES_MAX = 5 * 1024 * 1024

const about = (record: HTMLElement): { resource: string; row_id: string } => ({ resource: record.dataset['resource']!, row_id: record.dataset['id']! })

export async function writeNote(record: HTMLElement, form: HTMLFormElement, shown: () => Promise<void>): Promise<void> {
  const text = find<HTMLTextAreaElement>('textarea', form)!
  if (!text.value.trim()) { text.focus(); return }
  const button = find<HTMLButtonElement>('button[type=submit]', form)!
  button.classList.add('busy')
  try {
    await runOperation({ name: 'core.note.create', route: '/api/v1/core/notes', input: { ...about(record), text: text.value } })
    text.value = ''
    await shown()
  } catch (e) { toastProblem(e) } finally { button.classList.remove('busy') }
}

export async function attachFiles(record: HTMLElement, input: HTMLInputElement, shown: () => Promise<void>): Promise<void> {
  const files = [...input.files ?? []]
  const note = find('[data-note]', input.form!)!
  for (const file of files) {
    if (file.size > FILE_BYTES_MAX) { toast(t('“{0}” is larger than 5 MB.', file.name), 'bad'); continue }
    if (file.size === 0) { toast(t('“{0}” is empty.', file.name), 'bad'); continue }
    note.textContent = t('Attaching {0}…', file.name)
    try {
      await runOperation({ name: 'core.attachment.create', route: '/api/v1/core/attachments', input: { ...about(record), name: file.name, content_type: file.type || null, content: await base64(file) } })
    } catch (e) { toastProblem(e) }
  }
  note.textContent = ''
  input.value = ''
  await shown()
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
}
