import {
  type NoticingView,
  noticingWords,
  type SourceConfigView,
  type SourcesView,
  type SourceWaiting,
} from '@congky/shared'
import { Button, ButtonLink } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Switch } from '../../design/field.tsx'
import { Badge, Card, Empty, Notice, PageHead, type Tone } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatDateTime, formatNumber } from '../../format.ts'
import { status } from '../../live.ts'
import { kinds } from '../../parts/source-kinds.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { certificateLabel } from './certificates.ts'
import { deleteSource, editSource } from './source-calls.ts'

interface Props {
  readonly view: SourcesView
  readonly reload: () => Promise<void>
}

export function SourceList({ view, reload }: Props) {
  const mayEdit = can('configure')
  return (
    <>
      <PageHead
        title={say('Cơ sở dữ liệu', 'Databases')}
        lead={say(
          'Cổng ký lấy chứng từ chờ ký từ các cơ sở dữ liệu này và ghi kết quả trở lại.',
          'The gateway takes documents to sign from these databases and writes the results back.',
        )}
      >
        {mayEdit && (
          <ButtonLink kind="primary" icon="plus" href={href('/sources/new')}>
            {say('Thêm cơ sở dữ liệu', 'Add a database')}
          </ButtonLink>
        )}
      </PageHead>
      {view.gone.map(({ name, waiting }) => (
        <Notice
          key={name}
          tone="warn"
          title={say(`“${name}” đã xóa nhưng còn chứng từ`, `“${name}” was removed and left documents behind`)}
        >
          {say(
            `${waitingText(waiting)}. Thêm lại cơ sở dữ liệu với đúng tên ngắn “${name}” để ký tiếp và trả kết quả.`,
            `${waitingText(waiting)}. Add a database with the short name “${name}” again to go on and deliver them.`,
          )}
        </Notice>
      ))}
      {view.sources.length === 0 ? (
        <Card>
          <Empty icon="database" title={say('Chưa có cơ sở dữ liệu nào', 'There is no database yet')}>
            {say(
              'Thêm cơ sở dữ liệu của phần mềm khai báo để cổng ký tự lấy chứng từ, ký và trả kết quả. Máy trạm gửi ký trực tiếp thì không cần bước này.',
              'Add the database of your declaration software, and the gateway takes, signs and returns its documents. Workstations that send documents themselves need none.',
            )}
          </Empty>
        </Card>
      ) : (
        <Card>
          <DataTable
            caption={say('Các cơ sở dữ liệu', 'Databases')}
            columns={columnsOf(view, reload, mayEdit)}
            rows={view.sources}
            keyOf={({ name }) => name}
          />
        </Card>
      )}
    </>
  )
}

function columnsOf(view: SourcesView, reload: () => Promise<void>, mayEdit: boolean): Column<SourceConfigView>[] {
  return [
    {
      title: say('Ứng dụng', 'Application'),
      isName: true,
      cell: (source) => <Name source={source} mayEdit={mayEdit} />,
    },
    { title: say('Máy chủ và CSDL', 'Server and database'), cell: (source) => <Place source={source} />, grows: true },
    { title: say('Kết nối', 'Connection'), cell: (source) => <Live source={source} /> },
    { title: say('Đang xử lý', 'In hand'), cell: (source) => <Waiting waiting={source.waiting} /> },
    {
      title: say('Cổng ký', 'Signing'),
      cell: (source) => <Actions source={source} view={view} reload={reload} mayEdit={mayEdit} />,
    },
  ]
}

function Name({ source, mayEdit }: { readonly source: SourceConfigView; readonly mayEdit: boolean }) {
  const { name, application, dialect } = source
  const title = application ?? name
  return (
    <div class="source-name">
      {mayEdit ? <a href={href(`/sources/${encodeURIComponent(name)}`)}>{title}</a> : title}
      <span class="dim small-text">
        {kinds[dialect].name}
        {application !== null && ` · ${name}`}
      </span>
    </div>
  )
}

function Place({ source }: { readonly source: SourceConfigView }) {
  const { dialect, connection, table, password, defaultCertificate } = source
  const { file, host, port, instance, database, user } = connection
  const server = `${host}${instance === null ? '' : `\\${instance}`}${port === null ? '' : `:${port}`}`
  const isFile = dialect === 'sqlite'
  return (
    <div class="source-place">
      <span>{isFile ? file : database}</span>
      <span class="dim small-text">
        {isFile ? '' : `${server} · `}
        {say('bảng', 'table')} {table.join('.')}
      </span>
      {!isFile && (
        <span class={password?.from === null ? 'field-error' : 'dim small-text'}>
          {user} · {passwordWords(password)}
        </span>
      )}
      <span class="dim small-text">
        {say('CKS mặc định', 'Default certificate')}:{' '}
        {certificateLabel(defaultCertificate) ?? say('không dùng', 'none')}
      </span>
    </div>
  )
}

export function passwordWords(password: SourceConfigView['password']): string {
  if (password === null) return say('Không dùng mật khẩu', 'No password')
  if (password.from === null) return say('Chưa đặt mật khẩu', 'Password not set')
  return password.from === 'file'
    ? say('Mật khẩu đã đặt', 'Password set')
    : say('Mật khẩu do systemd cấp', 'Password from systemd')
}

function Live({ source }: { readonly source: SourceConfigView }) {
  const live = status.value?.sources.find(({ name }) => name === source.name)
  const now = live ?? source.live
  const [tone, word] = liveWord(source.active, now?.state ?? null)
  const error = source.active ? (now?.error ?? null) : null
  return (
    <div class="source-live">
      <Badge tone={tone}>{word}</Badge>
      {error && <span class="small-text">{reasonOf(sayOf(error))}</span>}
      {source.active && !error && live?.noticing && <Noticed noticing={live.noticing} />}
    </div>
  )
}

function Noticed({ noticing }: { readonly noticing: NoticingView }) {
  const { idleSince } = noticing
  const words = sayOf(noticingWords(noticing, idleSince && formatDateTime(idleSince)))
  return <span class="dim small-text">{words.charAt(0).toUpperCase() + words.slice(1)}</span>
}

/** Without the sentence around it, which names the database once more. */
function reasonOf(text: string): string {
  const reason = text.slice(text.indexOf(': ') + 2)
  return reason.charAt(0).toUpperCase() + reason.slice(1)
}

function liveWord(isActive: boolean, state: string | null): readonly [Tone, string] {
  if (!isActive) return ['quiet', say('Đã khóa', 'Locked')]
  if (state === 'ok') return ['good', say('Kết nối thành công', 'Connected')]
  if (state === 'starting') return ['info', say('Đang kết nối', 'Connecting')]
  if (state === 'unavailable') return ['bad', say('Chưa kết nối được', 'Not reachable')]
  return ['quiet', state === 'paused' ? say('Tạm dừng', 'Paused') : say('Chưa rõ', 'Not known')]
}

function Waiting({ waiting }: { readonly waiting: SourceWaiting }) {
  const { received, held, undelivered } = waiting
  const total = received + held + undelivered
  if (total === 0) return <span class="dim">0</span>
  return (
    <div class="source-place">
      <strong>{formatNumber(total)}</strong>
      <span class="small-text dim">{waitingText(waiting)}</span>
    </div>
  )
}

export function waitingText({ received, held, undelivered }: SourceWaiting): string {
  const parts = [
    received > 0 && say(`${formatNumber(received)} chờ ký`, `${formatNumber(received)} to sign`),
    held > 0 && say(`${formatNumber(held)} cần người xử lý`, `${formatNumber(held)} held`),
    undelivered > 0 && say(`${formatNumber(undelivered)} chưa trả kết quả`, `${formatNumber(undelivered)} undelivered`),
  ]
  return parts.filter(Boolean).join(', ')
}

interface ActionsProps extends Props {
  readonly source: SourceConfigView
  readonly mayEdit: boolean
}

function Actions({ source, view, reload, mayEdit }: ActionsProps) {
  const { name, active } = source
  const title = source.application ?? name
  const setActive = async (to: boolean) => {
    const isSure =
      to ||
      (await confirmAction({
        title: say(`Khóa “${title}”?`, `Lock “${title}”?`),
        body: say(
          'Cổng ký thôi lấy chứng từ mới từ cơ sở dữ liệu này. Chứng từ đã nhận vẫn được ký và trả kết quả. Có thể mở lại bất cứ lúc nào.',
          'No more documents are taken from this database. What was taken is still signed and returned. You can switch it on again at any time.',
        ),
        action: say('Khóa', 'Lock'),
      }))
    if (isSure) {
      await editSource(view.revision, name, { source: { active: to } })
      toast(to ? say(`Đã mở “${title}”`, `“${title}” is on`) : say(`Đã khóa “${title}”`, `“${title}” is locked`))
    }
    await reload()
  }
  return (
    <div class="source-actions">
      <Switch
        label={active ? say('Hoạt động', 'Active') : say('Đã khóa', 'Locked')}
        value={active}
        disabled={!mayEdit}
        onChange={(to) => void setActive(to).catch(reload)}
      />
      {mayEdit && (
        <Button
          kind="quiet"
          small
          icon="trash"
          label={say(`Xóa ${title}`, `Remove ${title}`)}
          onClick={async () => {
            if (await deleteSource(view.revision, source)) await reload()
          }}
        />
      )}
    </div>
  )
}
