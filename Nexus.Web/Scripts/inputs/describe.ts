// Values of a field as people read them, by what its input knows.
import { api } from '../api'
import { find } from '../dom'
import { locale, t } from '../texts'
import { Exact, writeNumber } from './number'

export async function describe(field: HTMLElement, value: unknown): Promise<string> {
  if (value === null || value === undefined || value === '' || Array.isArray(value) && value.length === 0) return t('empty')
  switch (field.dataset['kind']) {
    case 'boolean': return value ? t('Yes') : t('No')
    case 'choice': {
      const radio = find<HTMLInputElement>(`input[value="${CSS.escape(String(value))}"]`, field)?.parentElement?.textContent?.trim()
      return radio ?? find<HTMLOptionElement>(`option[value="${CSS.escape(String(value))}"]`, field)?.text ?? String(value)
    }
    case 'integer':
    case 'decimal': return writeNumber(String(value))
    case 'money': {
      const { amount, currency } = value as { amount: Exact | number; currency: string }
      return `${writeNumber(String(amount))} ${currency}`
    }
    case 'date': return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${String(value)}T00:00Z`))
    case 'instant': return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(String(value)))
    case 'text_list': return (value as unknown[]).join(', ')
    case 'relation': return nameOf(field, String(value))
    case 'json': return JSON.stringify(value)
    default: return find<HTMLOptionElement>(`option[value="${CSS.escape(String(value))}"]`, field)?.text ?? String(value)
  }
}

async function nameOf(field: HTMLElement, id: string): Promise<string> {
  const relation = find('nx-relation', field)
  const title = relation?.dataset['title']
  if (!relation || !title) return id
  try {
    const { data } = await api<Record<string, unknown>[]>(`${relation.dataset['api']}?select=id,${title}&id=eq.${encodeURIComponent(id)}&or=(archived_at.is.null,archived_at.not.is.null)`)
    return data[0] ? String(data[0][title] ?? '') || t('untitled') : t('hidden')
  } catch { return id }
}
