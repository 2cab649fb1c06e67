import { join } from 'node:path'
import { type Company, enterprises, expectedIdentity } from './office.ts'
import type { GatewayPlan } from './running-gateway.ts'

/** The congky.yaml of the office. */
export function configuration({ folder, port, drawer, identities }: GatewayPlan): string {
  const { agent } = identities
  const enterprise = (company: Company) => {
    const { taxCode, name } = company
    const identity = expectedIdentity(identities, company)
    const certificate = identity === agent ? [] : [`    certificate: ${identity.thumbprint}`]
    return [`  - taxCode: ${taxCode}`, `    name: ${name}`, ...certificate].join('\n')
  }
  const modules = drawer.modulePath === null ? '' : `  - name: softhsm\n    path: ${drawer.modulePath}`
  return `# Cấu hình của bản trình diễn; cấu hình thật trông cũng như vậy.
# The demo's configuration; a real one looks the same.
listen:
  host: 127.0.0.1
  port: ${port}
stateDir: ./state

modules:
${modules}

sources:
  - name: khai-bao
    dialect: sqlite
    connection:
      file: ${join(folder, 'khai-bao.db')}
    pollMs: 200
    defaultProfile: customs-1543

# Hai doanh nghiệp có chữ ký số riêng; các doanh nghiệp khác dùng chữ ký số của đại lý.
# Two enterprises have certificates of their own; the agent's signs for the others.
enterprises:
${enterprises.map(enterprise).join('\n')}

# ${agent.holder.name}
defaultCertificate: ${agent.thumbprint}
`
}
