/** How soon new rows are noticed: how often they are looked for, and whether PostgreSQL may announce them. */
import { Switch, TextField } from '../../design/field.tsx'
import { say } from '../../text.ts'
import type { SectionProps } from './source-editor.tsx'

/** What the configuration takes where a field is empty. */
const USUAL = { pollMs: '1000', idlePollMs: '5000' } as const
const RANGE = { min: 50, max: 3_600_000 } as const

export function NoticingFields({ form, change, errors }: Pick<SectionProps, 'form' | 'change' | 'errors'>) {
  const number = (key: keyof typeof USUAL) => ({
    ...({ type: 'number', inputMode: 'numeric', ...RANGE } as const),
    ...{ error: errors.get(key) ?? null, value: form[key], placeholder: USUAL[key] },
    onInput: (typed: string) => change({ [key]: typed }),
  })
  return (
    <>
      <div class="fields">
        <TextField
          {...number('pollMs')}
          label={say('Kiểm tra dòng mới mỗi (mili giây)', 'Look for new rows every (milliseconds)')}
          hint={say('1000 là 1 giây. Bỏ trống: 1000.', '1000 is one second. Empty: 1000.')}
        />
        <TextField
          {...number('idlePollMs')}
          label={say(
            'Khi lâu không có dòng mới, thưa dần đến (mili giây)',
            'While none come, less and less, up to (milliseconds)',
          )}
          hint={say(
            'Để cơ sở dữ liệu rảnh không bị hỏi liên tục; có dòng mới là kiểm tra dày trở lại. Bỏ trống: 5000.',
            'Leaves an idle database in peace; when a row comes it is looked at often again. Empty: 5000.',
          )}
        />
      </div>
      {form.dialect === 'postgres' && (
        <Switch
          label={say(
            'Lắng nghe PostgreSQL: dòng mới có trigger thông báo được nhận ngay, không chờ lần kiểm tra sau',
            'Listen to PostgreSQL: rows that a trigger announces are picked up at once, without waiting for the next look',
          )}
          value={form.listen}
          onChange={(listen) => change({ listen })}
        />
      )}
    </>
  )
}
