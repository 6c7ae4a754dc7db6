import { describe, expect, it } from '@jest/globals'
import { exchangedIn } from '../../src/artifacts/exports.ts'

const KNOWN = { 'AWS::Region': 'eu-west-1', 'AWS::StackName': 'net', Env: 'prod' }
const exporting = (name: string) => exchangedIn(`Outputs: { O: { Value: x, Export: { Name: ${name} } } }`, KNOWN)
const importing = (value: string, more = '') =>
  exchangedIn(`${more}\nResources: { A: { Type: T, Properties: { P: ${value} } } }`, KNOWN)

describe('the names under which a template hands values on', () => {
  it.each([
    ['plain', ['plain']],
    ['!Sub "${AWS::StackName}-vpc"', ['net-vpc']],
    ['{ "Fn::Sub": "${Env}:vpc" }', ['prod:vpc']],
    ['!Sub ["${E}-${AWS::Region}-${N}", { E: !Ref Env, N: 7 }]', ['prod-eu-west-1-7']],
    ['{ "Fn::Join": ["-", [{ Ref: Env }, vpc]] }', ['prod-vpc']],
    ['!Join ["", [!Ref "AWS::StackName", ":vpc"]]', ['net:vpc']],
    ['!Sub "${Unknown}-vpc"', []],
    ['!Sub "${constructor}-vpc"', []],
    ['!Sub ["${E}", { E: !GetAtt A.B }]', []],
  ])('exports %s', async (name, expected) => {
    expect(await exporting(name)).toEqual({ exports: expected, imports: [] })
  })

  it.each([
    ['!ImportValue vpc', ['vpc']],
    ['{ "Fn::ImportValue": vpc }', ['vpc']],
    ['{ "Fn::ImportValue": !Sub "${Env}-vpc" }', ['prod-vpc']],
    ['!ImportValue { "Fn::Sub": "${Env}-vpc" }', ['prod-vpc']],
    ['!Sub ["${V}/24", { V: !ImportValue vpc }]', ['vpc']],
    ['[!Select [0, !Split [",", !ImportValue subnets]], { "Fn::ImportValue": subnets }]', ['subnets']],
    ['!ImportValue { "Fn::GetAtt": [A, B] }', []],
  ])('imports %s', async (value, expected) => {
    expect(await importing(value)).toEqual({ exports: [], imports: expected })
  })

  it('takes a default where nothing is given, but not one behind which another value is', async () => {
    const declared = `Parameters:
  Plain: { Type: String, Default: dev }
  Env: { Type: String, Default: never }
  Hidden: { Type: "AWS::SSM::Parameter::Value<String>", Default: /net/name }`
    const names = '[!ImportValue { "Fn::Sub": "${Plain}-a" }, !ImportValue { Ref: Env }, !ImportValue { Ref: Hidden }]'
    expect((await importing(names, declared)).imports).toEqual(['dev-a', 'prod'])
  })

  it('says nothing of what is no template', async () => {
    expect(await exchangedIn('a: [', KNOWN)).toEqual({ exports: [], imports: [] })
    expect(await exchangedIn('just a text', KNOWN)).toEqual({ exports: [], imports: [] })
  })

  it('is done at once with names that would double without end', async () => {
    const deep = (n: number): string => (n === 0 ? 'x' : `!Sub ["\${A}\${A}", { A: ${deep(n - 1)} }]`)
    expect(await exporting(deep(40))).toEqual({ exports: [], imports: [] })
  })
})
