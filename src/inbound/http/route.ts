/** A route as data: who may call it, what it takes and answers, and what it does. */
import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { Partner } from '../../domain/partners/partner.ts'
import type { Module } from '../../flows/service.ts'
import type { Owner } from '../../flows/tables.ts'

/** Who calls, by the credential that the route asks for. */
export type Callers = {
  anyone: null
  module: Module
  owner: Owner
  partner: Partner
  /** The owner's id, by his own token or by the one-question token of a push. */
  answerer: string
  operator: null
  /** A partner, an owner or the operator, who has no id. */
  reader: { id: string } | null
}
export type Auth = keyof Callers

type Out<S> = S extends z.ZodType ? z.output<S> : undefined

/** One call of a route: everything already checked. */
export type Call<A extends Auth, P, Q, B, H> = {
  caller: Callers[A]
  /** The credential as it was sent; empty where there is none. */
  token: string
  params: Out<P>
  query: Out<Q>
  body: Out<B>
  /** Those that the route asks for, their names in small letters. */
  headers: Out<H>
  req: Request
  res: Response
}

/** A JSON answer; a handler that has answered through `res` itself returns null. */
export type Reply = {
  status: number
  body?: unknown
  headers?: Record<string, string | string[]>
} | null

/** An answer for the API document; `type` is JSON where none is named. */
type Answer = {
  description: string
  schema?: z.ZodType
  type?: string
  /** Other forms of it, by media type. */
  also?: Record<string, z.ZodType>
  /** What its headers mean. */
  headers?: Record<string, string>
}

export type Route<A extends Auth, P, Q, B, H> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters as OpenAPI writes them: `/v1/vehicles/{vehicleId}`. */
  path: string
  tag: string
  summary: string
  auth: A
  params?: P
  query?: Q
  body?: B
  headers?: H
  /** Nothing at all may be sent in its place: it is `{}` then. */
  bare?: true
  /** The body's schema for the API document, where the handler checks the body itself. */
  documented?: z.ZodType
  /** The body may come as this form too, or not at all. */
  form?: z.ZodType
  /** The types of bytes that the handler reads by itself, for the API document. */
  upload?: string[]
  /** The credential may stand in the query as `token`: for modules that can tell it nowhere else. */
  tokenInQuery?: true
  /** What is answered when all is well, by status. */
  answers: Record<number, Answer>
  /** When it says no, by status, beside what holds for every route (credential, shape of what is sent). */
  refusals?: Record<number, string>
  /** Which limit of `Limits` guards it. */
  limit?:
    | ('signIn' | 'signUp' | 'forgotten' | 'visit' | 'password')
    | ('trial' | 'photo' | 'charge' | 'push' | 'wish' | 'pull' | 'whole')
  handle: (call: Call<A, P, Q, B, H>) => Promise<Reply> | Reply
}

/** Any route, once its types have done their work. */
export type AnyRoute = Route<
  Auth,
  z.ZodObject | undefined,
  z.ZodObject | undefined,
  z.ZodType | undefined,
  z.ZodObject | undefined
>

/** Declares a route; its handler's types follow from its schemas. */
export function route<
  A extends Auth,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  H extends z.ZodObject | undefined = undefined,
>(declared: Route<A, P, Q, B, H>): AnyRoute {
  return declared as unknown as AnyRoute
}
