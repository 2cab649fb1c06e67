/** What this program is and where it keeps its things; and a look at what may be wrong with it. */
import type { AboutView, DoctorView, FindingView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { Badge, Card, Facts, Loaded, Notice } from '../../design/layout.tsx'
import { formatAgo, formatBytes, formatDate, formatHex, formatNumber } from '../../format.ts'
import { pages } from '../../pages.ts'
import { useResource } from '../../resource.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say, sayOf } from '../../text.ts'

export function AboutSettings() {
  const about = useResource((signal) => call<AboutView>('GET', '/admin/about', { signal }), [])
  return (
    <div class="stack settings-column">
      <Loaded of={about}>{(view) => <Program view={view} />}</Loaded>
      {can('configure') && <Doctor />}
      <Loaded of={about} lines={1}>
        {(view) => <Licences view={view} />}
      </Loaded>
    </div>
  )
}

function Program({ view }: { readonly view: AboutView }) {
  const { version, startedAt, node, platform, host, configFile, stateDir, freeBytes, databaseBytes, tls } = view
  return (
    <>
      <Card title={`congky ${version}`}>
        <Facts
          facts={[
            [say('Chạy từ', 'Running since'), formatAgo(startedAt)],
            [say('Máy chủ', 'Host'), host],
            [say('Hệ thống', 'System'), `${platform}, Node.js ${node}`],
            [say('Cơ sở dữ liệu của cổng ký', "The gateway's database"), formatBytes(databaseBytes)],
            [say('Ổ đĩa còn trống', 'Free on the disk'), freeBytes === null ? null : formatBytes(freeBytes)],
            [say('Tệp cấu hình', 'Configuration file'), <code key="file">{configFile}</code>],
            [say('Thư mục trạng thái', 'State folder'), <code key="folder">{stateDir}</code>],
          ]}
        />
      </Card>
      <Card
        title={say('Dấu vân tay', 'Fingerprints')}
        lead={say(
          'Để đối chiếu khi ghép nối máy trạm và khi kiểm tra lịch sử ký.',
          'To compare when a workstation is paired, and when the history is checked.',
        )}
      >
        <div class="single">
          <Facts
            facts={[
              [
                say('Chứng chỉ TLS', 'TLS certificate'),
                tls && (
                  <CopyText
                    key="tls"
                    text={tls.fingerprint}
                    shown={formatHex(tls.fingerprint)}
                    label={say('dấu vân tay', 'the fingerprint')}
                  />
                ),
              ],
              [say('Chứng chỉ TLS hết hạn', 'TLS certificate ends'), tls && formatDate(tls.notAfter)],
              [
                say('Khóa xác nhận lịch sử', 'Key of the history'),
                <CopyText
                  key="history"
                  text={view.historyKeyFingerprint}
                  shown={formatHex(view.historyKeyFingerprint)}
                  label={say('dấu vân tay', 'the fingerprint')}
                />,
              ],
            ]}
          />
        </div>
      </Card>
    </>
  )
}

const VERDICTS = () =>
  ({
    ok: ['good', say('Tốt', 'Good')],
    warn: ['warn', say('Nên xem', 'Look at it')],
    fail: ['bad', say('Hỏng', 'Broken')],
    skipped: ['quiet', say('Bỏ qua', 'Skipped')],
  }) as const
const ORDER: readonly FindingView['verdict'][] = ['fail', 'warn', 'skipped', 'ok']

function Doctor() {
  const [view, setView] = useState<DoctorView | null>(null)
  const run = async () => setView(await call<DoctorView>('GET', '/admin/doctor'))
  const findings =
    view === null ? [] : ORDER.flatMap((verdict) => view.findings.filter((one) => one.verdict === verdict))
  const bad = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').length
  return (
    <Card
      title={say('Kiểm tra sức khỏe', 'Health check')}
      lead={say(
        'Xem ổ đĩa, đồng hồ, chứng chỉ, token, cơ sở dữ liệu và bản sao lưu, và nói cần làm gì.',
        'Looks at disk, clock, certificates, tokens, databases and backups, and says what to do.',
      )}
      actions={
        <Button icon="refresh" onClick={run}>
          {say('Kiểm tra ngay', 'Check now')}
        </Button>
      }
    >
      {view !== null && (
        <div role="status" class="stack">
          <Notice tone={bad === 0 ? 'good' : 'warn'}>
            {bad === 0
              ? say('Không thấy gì bất thường.', 'Nothing is wrong.')
              : say(`${formatNumber(bad)} điều cần xem.`, `${formatNumber(bad)} to look at.`)}
          </Notice>
          <ul class="plain-list">
            {findings.map((finding) => (
              <Finding key={finding.check} finding={finding} />
            ))}
          </ul>
        </div>
      )}
    </Card>
  )
}

function Finding({ finding }: { readonly finding: FindingView }) {
  const { verdict, what, why, next } = finding
  const [tone, words] = VERDICTS()[verdict]
  return (
    <li class="finding">
      <span>
        <Badge tone={tone}>{words}</Badge>
      </span>
      <div>
        <p>{sayOf(what)}</p>
        {why && <p class="dim">{sayOf(why)}</p>}
        {next && <Remedy next={sayOf(next)} />}
      </div>
    </li>
  )
}

/** What to do: in words as it is; a command with where it is typed, or with the page that does the same. */
function Remedy({ next }: { readonly next: string }) {
  if (!next.startsWith('congky ')) return <p>→ {next}</p>
  const address = PAGES_OF_COMMANDS.find(([command]) => next.startsWith(command))?.[1]
  const entry = pages.find(({ path, right }) => path !== '/' && address?.startsWith(path) && can(right))
  return (
    <p>
      →{' '}
      {entry && address && (
        <>
          {say('Mở trang', 'Open')} <a href={href(address)}>{entry.title()}</a>
          {say(', hoặc gõ trên máy chủ: ', ', or type on the host: ')}
        </>
      )}
      {!(entry && address) && say('Gõ trên máy chủ: ', 'Type on the host: ')}
      <code>{next}</code>
    </p>
  )
}

const PAGES_OF_COMMANDS = [
  ['congky source ', '/sources'],
  ['congky unlock ', '/tokens'],
  ['congky tokens ', '/tokens'],
  ['congky backup ', '/settings/backup'],
] as const

function Licences({ view }: { readonly view: AboutView }) {
  const { licence, packages } = view
  return (
    <Card title={say('Giấy phép', 'Licence')}>
      <p>
        {say(
          `Phần mềm mã nguồn mở, giấy phép ${licence.name}. Bạn được dùng, sửa và chia sẻ tự do.`,
          `Open source under the ${licence.name} licence: free to use, change and share.`,
        )}
      </p>
      {licence.text && (
        <details>
          <summary>{say('Toàn văn giấy phép', 'The licence')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
          <pre class="licence" tabIndex={0}>
            {licence.text}
          </pre>
        </details>
      )}
      {packages.length > 0 && (
        <details>
          <summary>
            {say(`Dùng ${packages.length} gói phần mềm mở`, `Built on ${packages.length} open packages`)}
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
          <pre class="licence" tabIndex={0}>
            {packages.map((one) => `${one.name} ${one.version}: ${one.licence}`).join('\n')}
          </pre>
        </details>
      )}
    </Card>
  )
}
