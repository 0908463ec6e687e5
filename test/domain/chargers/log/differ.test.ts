/** Two answers to one call: what counts as a difference, and how it is told. */
import { expect, test } from 'vitest'
import { differences } from '../../../../src/domain/chargers/log/differ.ts'

const boot = (status: string, at: string, interval = 300) =>
  `[3,"1",{"status":"${status}","currentTime":"${at}","interval":${interval}}]`

test('clocks and numbers of transactions are each server’s own', () => {
  expect(differences(boot('Accepted', '2026-11-21'), boot('Accepted', '2026-12-01'))).toEqual([])
  const start = (number: number) =>
    `[3,"1",{"transactionId":${number},"idTagInfo":{"status":"Accepted"}}]`
  expect(differences(start(1), start(7))).toEqual([])
})

test('everything else is told with its place', () => {
  expect(differences(boot('Accepted', 'a'), boot('Pending', 'b', 60))).toEqual([
    '/status: Accepted, now Pending',
    '/interval: 300, now 60',
  ])
  const info = (text: string) => `[3,"1",{"idTagInfo":{${text}}}]`
  expect(differences(info('"status":"Accepted"'), info(''))).toEqual([
    '/idTagInfo/status: Accepted, now nothing',
  ])
  expect(differences('[3,"1",{"data":"***"}]', '[3,"1",{"data":"x"}]')).toEqual([])
})

test('a result and an error differ, and errors by their code alone', () => {
  const error = (code: string, text: string) => `[4,"1","${code}","${text}",{}]`
  expect(differences('[3,"1",{}]', error('NotImplemented', ''))).toEqual([
    'a result, now an error NotImplemented',
  ])
  expect(differences(error('NotImplemented', 'a'), error('NotImplemented', 'b'))).toEqual([])
  expect(differences(error('NotImplemented', 'a'), error('InternalError', 'a'))).toEqual([
    'an error NotImplemented, now an error InternalError',
  ])
})
