/** A form that is saved as a whole, with the revision that was looked at; what is wrong is known field by field. */
import { useState } from 'preact/hooks'
import { type ApiError, call } from '../../api.ts'
import { toast } from '../../design/toast.tsx'
import { toApiError } from '../../resource.ts'
import { say, sayOf } from '../../text.ts'

interface FieldProblem {
  readonly field: string
  readonly vi: string
  readonly en: string
}

/** What a refused change says of each field, and what is left to say above the form. */
export interface Refusal {
  readonly error: ApiError
  readonly fields: readonly FieldProblem[]
}

export interface SavedForm<View, Draft> {
  readonly draft: Draft
  readonly change: (part: Partial<Draft>) => void
  readonly isChanged: boolean
  readonly refusal: Refusal | null
  /** What is wrong with a field, such as `proxy.port`. */
  readonly errorOf: (field: string) => string | null
  /** @returns Whether it was saved. */
  readonly save: (body: object) => Promise<boolean>
  /** Drops what was typed. */
  readonly reset: (view?: View) => void
}

export function useSavedForm<View extends { readonly revision: string }, Draft extends object>(options: {
  readonly path: string
  readonly view: View
  readonly toDraft: (view: View) => Draft
  readonly onSaved: (view: View) => void
}): SavedForm<View, Draft> {
  const { path, view, toDraft, onSaved } = options
  const [draft, setDraft] = useState(() => toDraft(view))
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const reset = (newest: View = view) => {
    setDraft(toDraft(newest))
    setRefusal(null)
  }
  return {
    draft,
    refusal,
    reset,
    isChanged: JSON.stringify(draft) !== JSON.stringify(toDraft(view)),
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    errorOf: (field) => {
      const found = refusal?.fields.find((each) => each.field === field)
      return found ? sayOf(found) : null
    },
    save: async (body) => {
      try {
        const saved = await call<View>('PUT', path, { body, headers: { 'If-Match': `"${view.revision}"` } })
        reset(saved)
        onSaved(saved)
        toast(say('Đã ghi cài đặt', 'Settings saved'))
        return true
      } catch (error) {
        setRefusal(toRefusal(error))
        return false
      }
    },
  }
}

export function toRefusal(thrown: unknown): Refusal {
  const error = toApiError(thrown)
  const fields = error.member('fields')
  return { error, fields: Array.isArray(fields) ? (fields as FieldProblem[]) : [] }
}
