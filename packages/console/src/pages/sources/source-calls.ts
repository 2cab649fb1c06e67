/** What the page asks of the gateway, and asks the person before. */
import type { ConfigEditedView, SourceCheck, SourceConfigView, SourceEdit } from '@congky/shared'
import { ApiError, call } from '../../api.ts'
import { confirmAction } from '../../design/dialog.tsx'
import { toast } from '../../design/toast.tsx'
import { say } from '../../text.ts'

const ifMatch = (revision: string) => ({ 'If-Match': `"${revision}"` })

/** @throws {ApiError} ERR_CONFIG_CHANGED, ERR_CONFIG_INVALID, ERR_SOURCE_IN_USE */
export function editSource(revision: string, name: string, body: SourceEdit): Promise<ConfigEditedView> {
  return call('PATCH', `/admin/sources/${encodeURIComponent(name)}`, { body, headers: ifMatch(revision) })
}

/** @throws {ApiError} ERR_CONFIG_CHANGED, ERR_CONFIG_INVALID */
export function addSource(revision: string, name: string, body: SourceEdit): Promise<ConfigEditedView> {
  return call('POST', '/admin/sources', { body: { name, ...body }, headers: ifMatch(revision) })
}

export function check<T>(
  what: 'test' | 'tables' | 'columns' | 'preview' | 'init-table',
  body: SourceCheck,
  signal?: AbortSignal,
): Promise<T> {
  return call('POST', `/admin/sources/${what}`, { body, ...(signal ? { signal } : {}) })
}

/** Runs an edit; asks once more when requests in hand would be parted from their rows. @returns Whether it was done. */
export async function orInUse(
  run: (evenInUse: boolean) => Promise<unknown>,
  question: { readonly title: string; readonly action: string },
): Promise<boolean> {
  try {
    await run(false)
    return true
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'ERR_SOURCE_IN_USE') throw error
    const consequence = say(
      'Nếu tiếp tục, kết quả của chúng chỉ còn trong lịch sử ký của cổng ký và có thể không ghi trở lại được. Nên khóa cơ sở dữ liệu này và chờ xử lý xong.',
      'If you go on, their results stay in the history of the gateway and may never be written back. Better lock this database and wait until they are done.',
    )
    const isSure = await confirmAction({ ...question, body: `${error.text} ${consequence}`, danger: true })
    if (isSure) await run(true)
    return isSure
  }
}

/** Asks, saying what goes along, and removes. @returns Whether it was done. */
export async function deleteSource(revision: string, source: SourceConfigView): Promise<boolean> {
  const { name, application, enterprises } = source
  const title = application ?? name
  const settings =
    enterprises === 0
      ? ''
      : say(
          ` ${enterprises} thiết lập CKS riêng của doanh nghiệp cho cơ sở dữ liệu này cũng bị xóa.`,
          ` ${enterprises} settings of enterprises for this database are removed as well.`,
        )
  const question = {
    title: say(`Xóa “${title}”?`, `Remove “${title}”?`),
    action: say('Xóa', 'Remove'),
    body: say(
      `Cổng ký thôi lấy chứng từ từ cơ sở dữ liệu này và quên mật khẩu đã đặt.${settings} Dữ liệu trong cơ sở dữ liệu không bị đụng đến.`,
      `The gateway takes no more documents from it and forgets its password.${settings} Nothing in the database itself is touched.`,
    ),
    danger: true,
  }
  if (!(await confirmAction(question))) return false
  const remove = (evenInUse: boolean) =>
    call('DELETE', `/admin/sources/${encodeURIComponent(name)}${evenInUse ? '?evenInUse=true' : ''}`, {
      headers: ifMatch(revision),
    })
  const isDone = await orInUse(remove, { title: question.title, action: say('Vẫn xóa', 'Remove all the same') })
  if (isDone) toast(say(`Đã xóa “${title}”`, `Removed “${title}”`))
  return isDone
}
