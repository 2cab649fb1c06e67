/** The table behind `describeDriverError`: what each code of a database driver means to a person. */

/** What the gateway does about it. */
export type DriverErrorKind =
  | 'unavailable' //   the database, the network or the login; later may be better
  | 'layout' //        the table does not fit the configuration; a person changes one of them
  | 'locked' //        someone else holds the row; the next poll may find it free
  | 'table-missing' // a layout error that init-table puts right
  | 'table-exists' //  another gateway made the table first

export interface DriverErrorReason {
  readonly kind: DriverErrorKind
  /** Separated by blanks. */
  readonly codes: string
  readonly en: string
  readonly vi: string
}

/**
 * Codes as the drivers give them: Node's system and TLS codes, SQLSTATE for PostgreSQL (its manual, appendix
 * A), names for MySQL and SQLite, `MYSQL-<number>` for what only MariaDB has, `MSSQL-<number>`, `ORA-<number>`
 * and `NJS-<number>`; `CONGKY_…` stands for what drivers say in words only.
 */
export const driverErrorReasons: readonly DriverErrorReason[] = [
  {
    kind: 'unavailable',
    codes: 'ECONNREFUSED NJS-503 ORA-12541',
    en: 'nothing answers at {address}; the server is off, or a firewall or another port is in the way',
    vi: 'không có máy chủ nào trả lời tại {address}; máy chủ đang tắt, sai cổng hoặc bị tường lửa chặn',
  },
  {
    kind: 'unavailable',
    codes: 'ENOTFOUND EAI_AGAIN EAI_FAIL NJS-530',
    en: 'no host is known by the name {host}',
    vi: 'không tìm thấy máy chủ tên {host}',
  },
  {
    kind: 'unavailable',
    codes: 'EHOSTUNREACH ENETUNREACH EHOSTDOWN ENETDOWN',
    en: 'the network has no way to {address}',
    vi: 'mạng không có đường tới {address}',
  },
  {
    kind: 'unavailable',
    codes: `
      ETIMEDOUT ETIMEOUT CONGKY_CONNECT_TIMEOUT PROTOCOL_SEQUENCE_TIMEOUT CONGKY_QUERY_TIMEOUT 57014 NJS-510
      NJS-123 ORA-12170 ESOCKETTIMEDOUT`,
    en: '{address} did not answer in time',
    vi: '{address} không trả lời trong thời gian cho phép',
  },
  {
    kind: 'unavailable',
    codes: `
      ECONNRESET EPIPE ECONNABORTED ESOCKET ENOTOPEN ECONNCLOSED PROTOCOL_CONNECTION_LOST CONGKY_CONNECTION_LOST
      08003 08006 ORA-03113 ORA-03114 ORA-12537 NJS-500 NJS-501 NJS-521`,
    en: 'the connection to {address} was lost',
    vi: 'mất kết nối tới {address}',
  },
  {
    kind: 'unavailable',
    codes: '57P01 57P02 57P03 ER_SERVER_SHUTDOWN MSSQL-17142 MSSQL-6005 ORA-01033 ORA-01034 ORA-01089 ORA-12528',
    en: 'the database server is starting or stopping',
    vi: 'máy chủ cơ sở dữ liệu đang khởi động hoặc đang dừng',
  },
  {
    kind: 'unavailable',
    codes: `
      28P01 28000 ER_ACCESS_DENIED_ERROR ER_ACCESS_DENIED_NO_PASSWORD_ERROR MSSQL-18456 ORA-01017 ORA-01005
      CONGKY_PASSWORD_MISSING`,
    en: 'the login of user {user} was refused; check user and password',
    vi: 'máy chủ từ chối đăng nhập của tài khoản {user}; kiểm tra tài khoản và mật khẩu',
  },
  {
    // tedious gives no number for a refused login, and SQL Server none that tells the two reasons apart.
    kind: 'unavailable',
    codes: 'ELOGIN',
    en: 'the server refused {user} the database {database}; check user, password and the name of the database',
    vi: 'máy chủ từ chối {user} truy cập cơ sở dữ liệu {database}; kiểm tra tài khoản, mật khẩu và tên cơ sở dữ liệu',
  },
  {
    kind: 'unavailable',
    codes: `
      MSSQL-18486 MSSQL-18487 MSSQL-18488 ER_ACCOUNT_HAS_BEEN_LOCKED ER_MUST_CHANGE_PASSWORD
      ER_MUST_CHANGE_PASSWORD_LOGIN ORA-28000 ORA-28001`,
    en: 'the account {user} is locked, or its password has expired',
    vi: 'tài khoản {user} bị khóa hoặc mật khẩu đã hết hạn',
  },
  {
    kind: 'unavailable',
    codes: '3D000 ER_BAD_DB_ERROR MSSQL-4060 MSSQL-911 ORA-12514 ORA-12505 NJS-518 NJS-517',
    en: 'the server has no database {database}, or {user} may not open it',
    vi: 'máy chủ không có cơ sở dữ liệu {database}, hoặc {user} không được mở',
  },
  {
    kind: 'unavailable',
    codes: 'ER_DBACCESS_DENIED_ERROR ER_HOST_NOT_PRIVILEGED ER_HOST_IS_BLOCKED MSSQL-916',
    en: 'the server does not let {user} into {database}: it is not there, or this user or host lacks the grant',
    vi: 'máy chủ không cho {user} truy cập {database}: không có cơ sở dữ liệu này, hoặc chưa cấp quyền cho tài khoản hay máy này',
  },
  {
    kind: 'unavailable',
    codes: 'EINSTLOOKUP CONGKY_INSTANCE_UNKNOWN',
    en: 'the SQL Server instance {address} was not found; start SQL Server Browser, or set the port',
    vi: 'không tìm thấy phiên bản SQL Server {address}; bật SQL Server Browser hoặc ghi rõ cổng',
  },
  {
    kind: 'unavailable',
    codes: `
      DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE
      UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY CERT_HAS_EXPIRED CERT_NOT_YET_VALID
      CERT_SIGNATURE_FAILURE ERR_TLS_CERT_ALTNAME_INVALID HOSTNAME_MISMATCH NJS-505`,
    en: 'the TLS certificate of {address} is not trusted; install its authority, or set tls: on instead of verify',
    vi: 'chứng chỉ TLS của {address} không được tin cậy; cài chứng chỉ gốc, hoặc đặt tls: on thay cho verify',
  },
  {
    kind: 'unavailable',
    codes: 'HANDSHAKE_NO_SSL_SUPPORT CONGKY_NO_TLS EENCRYPT',
    en: '{address} and the setting tls do not agree: the server offers no TLS, or demands it',
    vi: '{address} không khớp với cấu hình tls: máy chủ không hỗ trợ TLS hoặc bắt buộc TLS',
  },
  {
    kind: 'unavailable',
    codes: `
      EPROTO HANDSHAKE_SSL_ERROR ERR_SSL_UNSUPPORTED_PROTOCOL ERR_SSL_WRONG_VERSION_NUMBER
      ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_NO_PROTOCOLS_AVAILABLE
      ERR_SSL_DH_KEY_TOO_SMALL ERR_SSL_EE_KEY_TOO_SMALL ERR_SSL_CA_MD_TOO_WEAK`,
    en: 'no common TLS version with {address}; an old SQL Server needs legacyTls: true',
    vi: 'không có phiên bản TLS chung với {address}; SQL Server cũ cần legacyTls: true',
  },
  {
    kind: 'unavailable',
    codes: `
      53300 53400 ER_CON_COUNT_ERROR ER_TOO_MANY_USER_CONNECTIONS MSSQL-17809 MSSQL-10928 ORA-00018 ORA-00020
      ORA-12519 ORA-12520`,
    en: 'the server has as many connections as it takes',
    vi: 'máy chủ đã đủ số kết nối cho phép',
  },
  {
    kind: 'unavailable',
    codes: '53100 53200 ER_DISK_FULL ER_RECORD_FILE_FULL MSSQL-1105 MSSQL-9002 ORA-01653 ORA-01654 SQLITE_FULL',
    en: 'the disk of the database is full',
    vi: 'đĩa của cơ sở dữ liệu đã đầy',
  },
  {
    kind: 'unavailable',
    codes: `
      25006 ER_OPTION_PREVENTS_STATEMENT ER_READ_ONLY_MODE MSSQL-3906 ORA-16000 SQLITE_READONLY
      SQLITE_READONLY_DIRECTORY SQLITE_READONLY_DBMOVED EROFS`,
    en: 'the database can only be read',
    vi: 'cơ sở dữ liệu chỉ cho phép đọc',
  },
  {
    kind: 'unavailable',
    codes: 'SQLITE_CANTOPEN SQLITE_CANTOPEN_ISDIR SQLITE_PERM ENOENT ENOTDIR EACCES EPERM CONGKY_FOLDER_MISSING',
    en: 'the file {file} is not there, or may not be opened',
    vi: 'không có tệp {file}, hoặc không được phép mở',
  },
  {
    kind: 'unavailable',
    codes: 'SQLITE_FILE_REPLACED',
    en: 'the file {file} was replaced by another one',
    vi: 'tệp {file} đã bị thay bằng tệp khác',
  },
  {
    kind: 'unavailable',
    codes: 'SQLITE_NOTADB SQLITE_CORRUPT SQLITE_CORRUPT_VTAB SQLITE_IOERR',
    en: 'the file {file} is damaged, or no SQLite database',
    vi: 'tệp {file} bị hỏng hoặc không phải cơ sở dữ liệu SQLite',
  },
  {
    kind: 'locked',
    codes: `
      55P03 40P01 40001 ER_LOCK_WAIT_TIMEOUT ER_LOCK_DEADLOCK ER_LOCK_NOWAIT MSSQL-1222 MSSQL-1205 ORA-00054
      ORA-00060 ORA-30006 SQLITE_BUSY SQLITE_BUSY_SNAPSHOT SQLITE_BUSY_RECOVERY SQLITE_LOCKED`,
    en: 'another program keeps the rows locked',
    vi: 'chương trình khác đang khóa các dòng dữ liệu',
  },
  {
    kind: 'table-missing',
    codes: '42P01 3F000 ER_NO_SUCH_TABLE MSSQL-208 ORA-00942 CONGKY_NO_TABLE',
    en: 'there is no table {table}, or {user} may not see it',
    vi: 'không có bảng {table}, hoặc {user} không được xem',
  },
  {
    kind: 'table-exists',
    codes: '42P07 ER_TABLE_EXISTS_ERROR MSSQL-2714 ORA-00955 CONGKY_TABLE_EXISTS',
    en: 'the table {table} is already there',
    vi: 'bảng {table} đã có sẵn',
  },
  {
    kind: 'layout',
    codes: '42703 ER_BAD_FIELD_ERROR MSSQL-207 ORA-00904 CONGKY_NO_COLUMN',
    en: 'a configured column is not in the table {table}',
    vi: 'bảng {table} thiếu cột đã khai trong cấu hình',
  },
  {
    kind: 'layout',
    codes: `
      42501 ER_TABLEACCESS_DENIED_ERROR ER_COLUMNACCESS_DENIED_ERROR MSSQL-229 MSSQL-230 MSSQL-262 ORA-01031`,
    en: '{user} may not read and change the table {table}',
    vi: '{user} không có quyền đọc và sửa bảng {table}',
  },
  {
    kind: 'layout',
    codes: `
      22001 ER_DATA_TOO_LONG ER_NET_PACKET_TOO_LARGE MSSQL-8152 MSSQL-2628 ORA-12899 ORA-01461 SQLITE_TOOBIG`,
    en: 'a value is too long for its column in {table}',
    vi: 'giá trị quá dài so với cột trong bảng {table}',
  },
  {
    kind: 'layout',
    codes: `
      22P02 22003 42804 42883 ER_SP_DOES_NOT_EXIST 22021 22P05 ER_TRUNCATED_WRONG_VALUE ER_TRUNCATED_WRONG_VALUE_FOR_FIELD
      ER_WARN_DATA_OUT_OF_RANGE MSSQL-245 MSSQL-257 MSSQL-402 MSSQL-8114 MSSQL-8169 ORA-01722 ORA-00932
      SQLITE_MISMATCH`,
    en: 'a value does not fit the type of its column in {table}',
    vi: 'giá trị không đúng kiểu cột trong bảng {table}',
  },
  {
    kind: 'layout',
    codes: `
      23502 23503 23505 23514 P0001 ER_BAD_NULL_ERROR ER_DUP_ENTRY ER_NO_REFERENCED_ROW_2 MYSQL-4025
      ER_CHECK_CONSTRAINT_VIOLATED ER_SIGNAL_EXCEPTION MSSQL-515 MSSQL-547 MSSQL-2601 MSSQL-2627 MSSQL-3609
      MSSQL-50000 ORA-00001 ORA-01400 ORA-01407 ORA-02290 ORA-02291 SQLITE_CONSTRAINT`,
    en: 'a rule of the table {table} (a check, key or trigger) refuses what the gateway writes',
    vi: 'một ràng buộc của bảng {table} (check, khóa hoặc trigger) từ chối dữ liệu cổng ký ghi',
  },
  {
    kind: 'layout',
    codes: `
      42601 42701 42809 55000 ER_PARSE_ERROR ER_FIELD_SPECIFIED_TWICE ER_NON_UPDATABLE_TABLE MSSQL-102 MSSQL-156
      MSSQL-264 MSSQL-4406 ORA-00957 ORA-01732 SQLITE_ERROR`,
    en: 'the table {table} does not allow what the gateway does with it; perhaps two settings name the same column, or it is a view',
    vi: 'bảng {table} không cho phép thao tác của cổng ký; có thể hai mục cấu hình trỏ cùng một cột, hoặc đây là view',
  },
]

/** Drivers that give no code: their own wording, looked at and never shown. */
export const driverMessageCodes: readonly (readonly [RegExp, string])[] = [
  [/^no such table\b/, 'CONGKY_NO_TABLE'],
  [/^no such column\b/, 'CONGKY_NO_COLUMN'],
  [/^table .* already exists$/s, 'CONGKY_TABLE_EXISTS'],
  [/^Cannot open database because the directory does not exist$/, 'CONGKY_FOLDER_MISSING'],
  [/^Query read timeout$/, 'CONGKY_QUERY_TIMEOUT'],
  [/timeout expired|due to connection timeout|timeout exceeded when trying to connect/, 'CONGKY_CONNECT_TIMEOUT'],
  [
    /^Connection terminated|^Client has encountered a connection error|pool is closed|Pool is closed|after calling end on the pool|closed state/,
    'CONGKY_CONNECTION_LOST',
  ],
  [/server does not support SSL/, 'CONGKY_NO_TLS'],
  [/^SASL: .* password must be/, 'CONGKY_PASSWORD_MISSING'],
  [/^Failed to get response from SQL Server Browser|Port for .* not found/s, 'CONGKY_INSTANCE_UNKNOWN'],
]
