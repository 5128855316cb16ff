import { expect, test } from "vitest";
import { firstBootFiles, laterFiles } from "../../../infra/boot/user-data";
import { runBash, runPythonCode } from "./run-script";

const files = [...firstBootFiles(), ...laterFiles()];

test("every bash file still parses as the server gets it", () => {
  const scripts = files.filter(
    (f) => f.content.startsWith("#!/bin/bash") || /\/(setup\.d|release\.d)\/|\.sh$/.test(f.path),
  );
  expect(scripts.length).toBeGreaterThan(25);
  for (const script of scripts) {
    const { status, stderr } = runBash("bash -n", [], { input: script.content });
    expect(status, `${script.path}: ${stderr}`).toBe(0);
  }
});

test("every Python file still parses as the server gets it", () => {
  const scripts = files.filter((f) => f.path.endsWith(".py") || f.content.startsWith("#!/usr/bin/python3"));
  expect(scripts.length).toBeGreaterThan(15);
  const code = "import ast, json, sys\nfor text in json.load(sys.stdin): ast.parse(text)";
  const { status, stderr } = runPythonCode(code, [], { input: JSON.stringify(scripts.map((f) => f.content)) });
  expect(status, stderr).toBe(0);
});
