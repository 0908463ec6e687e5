/** Owners and the devices they are signed in on. */
import type { Login, Owner, Owners } from '../flows/tables.ts'
import { named } from './columns.ts'
import type { Db } from './driver.ts'

const COLUMNS = 'id, email, account, password_hash, name, created_at'
const GET = `select ${named(COLUMNS)} from owner where id = ?`
const BY_EMAIL = `select ${named(COLUMNS)} from owner where email = ?`
const ALL = `select ${named(COLUMNS)} from owner where id > ? order by id limit ?`
const BY_ACCOUNT = `select ${named(COLUMNS)} from owner where account = ?`
const ADD = `insert into owner (${COLUMNS}) values (?, ?, ?, ?, ?, ?) on conflict do nothing`
const SET_PASSWORD = 'update owner set password_hash = ? where id = ?'
const REMOVE = 'delete from owner where id = ?'

const LOGIN_COLUMNS = 'token_hash, owner, created_at, expires_at'
const LOGIN = `select ${named(LOGIN_COLUMNS)} from login where token_hash = ?`
const LOGINS = `
  select ${named(LOGIN_COLUMNS)} from login where owner = ? order by created_at`
const ADD_LOGIN = `insert into login (${LOGIN_COLUMNS}) values (?, ?, ?, ?)`
const REMOVE_LOGIN = 'delete from login where token_hash = ?'
const REMOVE_LOGINS_BEFORE = 'delete from login where expires_at < ?'

export function ownersOf(db: Db): Owners {
  return {
    get: (id) => db.get<Owner>(GET, id),
    byEmail: (email) => db.get<Owner>(BY_EMAIL, email),
    all: ({ after, limit }) => db.all<Owner>(ALL, after ?? '', limit),
    byAccount: (account) => db.get<Owner>(BY_ACCOUNT, account.toLowerCase()),
    add: async ({ id, email, account, passwordHash, name, createdAt }) =>
      (await db.run(ADD, id, email, account, passwordHash, name, createdAt)) === 1,
    setPassword: async (id, passwordHash) => void (await db.run(SET_PASSWORD, passwordHash, id)),
    remove: async (id) => void (await db.run(REMOVE, id)),

    login: (tokenHash) => db.get<Login>(LOGIN, tokenHash),
    logins: (owner) => db.all<Login>(LOGINS, owner),
    addLogin: async ({ tokenHash, owner, createdAt, expiresAt }) =>
      void (await db.run(ADD_LOGIN, tokenHash, owner, createdAt, expiresAt)),
    removeLogin: async (tokenHash) => void (await db.run(REMOVE_LOGIN, tokenHash)),
    removeLoginsBefore: (expiresAt) => db.run(REMOVE_LOGINS_BEFORE, expiresAt),
  }
}
