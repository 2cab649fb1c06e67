/** Step 1: whose database it is and how it is reached, tried out at once. */
import type { SourceDialect, SourceTestView } from '@congky/shared'
import { useState } from 'preact/hooks'
import type { ApiError } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Checkbox, SelectField, TextField } from '../../design/field.tsx'
import { Card, Notice } from '../../design/layout.tsx'
import { APPLICATIONS, kinds } from '../../parts/source-kinds.ts'
import { toApiError } from '../../resource.ts'
import { say } from '../../text.ts'
import { fieldErrorsOf } from './field-errors.ts'
import { check } from './source-calls.ts'
import type { SectionProps } from './source-editor.tsx'
import { passwordWords } from './source-list.tsx'
import { TestSteps } from './test-steps.tsx'

export function ConnectionSection(props: SectionProps) {
  const { form, change, checkBody } = props
  const [test, setTest] = useState<SourceTestView | null>(null)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const found = fieldErrorsOf(failure)
  const errors = new Map([...props.errors, ...found])
  const tryOut = async () => {
    setTest(null)
    setFailure(null)
    try {
      setTest(await check<SourceTestView>('test', checkBody()))
    } catch (error) {
      setFailure(toApiError(error))
    }
  }
  return (
    <Card title={say('1. Phần mềm và máy chủ', '1. Software and server')}>
      <div class="fields">
        <TextField
          label={say('Ứng dụng', 'Application')}
          hint={say('Phần mềm khai báo dùng cơ sở dữ liệu này.', 'The declaration software that uses this database.')}
          value={form.application}
          list={APPLICATIONS}
          placeholder="ECUS5VNACCS"
          maxLength={100}
          error={errors.get('application') ?? null}
          onInput={(application) => change({ application })}
        />
        <SelectField
          label={say('Loại cơ sở dữ liệu', 'Kind of database')}
          value={form.dialect}
          choices={(Object.keys(kinds) as SourceDialect[]).map((value) => ({ value, label: kinds[value].name }))}
          onChange={(dialect) =>
            change({ dialect, host: dialect === 'mssql' ? '.' : form.host === '.' ? '' : form.host })
          }
        />
      </div>
      {form.dialect === 'sqlite' ? (
        <TextField
          label={say('Tệp trên máy chủ cổng ký', 'File on the gateway host')}
          hint={say(
            'Đường dẫn đầy đủ, tệp nằm trên ổ đĩa của máy cổng ký.',
            'Its full path, on a disk of the gateway host.',
          )}
          required
          mono
          value={form.file}
          error={errors.get('connection.file') ?? null}
          onInput={(file) => change({ file })}
        />
      ) : (
        <ServerFields {...props} errors={errors} />
      )}
      <div class="row">
        <Button icon="check" onClick={tryOut}>
          {say('Kiểm tra kết nối', 'Test the connection')}
        </Button>
      </div>
      <div aria-live="polite">
        {test && <TestSteps test={test} isTableChosen={form.table.length > 0} />}
        {failure && (
          <Notice
            tone="bad"
            title={found.size > 0 ? say('Có ô cần sửa ở trên', 'Some fields above need mending') : failure.text}
          >
            {found.size > 0 ? null : failure.next}
          </Notice>
        )}
      </div>
    </Card>
  )
}

function ServerFields({ form, change, errors, source }: SectionProps) {
  const kind = kinds[form.dialect]
  const isSqlServer = form.dialect === 'mssql'
  return (
    <>
      <div class="fields">
        <TextField
          label={say('Máy chủ', 'Server')}
          hint={
            isSqlServer
              ? say(
                  'Dấu chấm (.) hoặc (local) là chính máy cổng ký.',
                  'A dot (.) or (local) means the gateway host itself.',
                )
              : undefined
          }
          required
          value={form.host}
          placeholder={kind.host}
          error={errors.get('connection.host') ?? null}
          onInput={(host) => change({ host })}
        />
        {isSqlServer && (
          <TextField
            label={say('Tên instance (nếu có)', 'Instance (if any)')}
            value={form.instance}
            placeholder="ECUSSQL2008"
            error={errors.get('connection.instance') ?? null}
            onInput={(instance) => change({ instance })}
          />
        )}
        <TextField
          label={say('Cổng', 'Port')}
          inputMode="numeric"
          value={form.port}
          placeholder={isSqlServer ? say('tự tìm', 'found by itself') : String(kind.port)}
          error={errors.get('connection.port') ?? null}
          onInput={(port) => change({ port })}
        />
      </div>
      <div class="fields">
        <TextField
          label={form.dialect === 'oracle' ? say('Tên dịch vụ (service)', 'Service name') : say('Tên CSDL', 'Database')}
          required
          value={form.database}
          placeholder={isSqlServer ? 'ECUS5VNACCS' : ''}
          error={errors.get('connection.database') ?? null}
          onInput={(database) => change({ database })}
        />
        <TextField
          label={say('Tài khoản CSDL', 'Database login')}
          required
          value={form.user}
          error={errors.get('connection.user') ?? null}
          onInput={(user) => change({ user })}
        />
        <TextField
          label={say('Mật khẩu CSDL', 'Database password')}
          type="password"
          autoComplete="new-password"
          value={form.password}
          placeholder={source?.password?.from ? '••••••••' : ''}
          hint={
            source?.password
              ? `${passwordWords(source.password)}; ${say('để trống để giữ nguyên.', 'leave empty to keep it.')}`
              : say('Lưu mã hóa, không bao giờ hiện lại.', 'Stored encrypted and never shown again.')
          }
          error={errors.get('password') ?? null}
          onInput={(password) => change({ password })}
        />
      </div>
      <details class="source-more">
        <summary>{say('Mã hóa đường truyền', 'Encryption on the way')}</summary>
        <div class="stack">
          <SelectField
            label={say('Mã hóa (TLS)', 'Encryption (TLS)')}
            value={form.tls}
            error={errors.get('connection.tls') ?? null}
            choices={[
              {
                value: 'auto',
                label: say('Tự động: mã hóa khi CSDL ở máy khác', 'By itself: on when it is another machine'),
              },
              {
                value: 'on',
                label: say('Mã hóa, không kiểm tra chứng thư máy chủ', 'On, without checking the certificate'),
              },
              { value: 'verify', label: say('Mã hóa và kiểm tra chứng thư máy chủ', 'On, and check the certificate') },
              { value: 'off', label: say('Không mã hóa', 'Off') },
            ]}
            onChange={(tls) => change({ tls })}
          />
          {isSqlServer && (
            <Checkbox
              label={say(
                'Cho phép TLS 1.0 cũ (SQL Server 2008 chưa cập nhật)',
                'Allow old TLS 1.0 (SQL Server 2008 without updates)',
              )}
              value={form.legacyTls}
              onChange={(legacyTls) => change({ legacyTls })}
            />
          )}
          {isSqlServer && form.legacyTls && (
            <Notice tone="warn">
              {say(
                'TLS 1.0 có thể bị nghe lén trong mạng. Chỉ bật khi máy chủ không thể cập nhật; mỗi lần cổng ký khởi động đều ghi cảnh báo.',
                'TLS 1.0 can be read by an attacker in the network. Use it only where the server cannot be updated; every start logs a warning.',
              )}
            </Notice>
          )}
        </div>
      </details>
    </>
  )
}
