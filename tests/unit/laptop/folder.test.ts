import { expect, it } from "vitest";
import { folderProblem } from "../../../cli/pulumi/backend";

it.each(["/home/ada/100% mine/.state", "/home/ada/what?/.state"])("%s cannot be named by Pulumi", (folder) =>
  expect(folderProblem(folder)).toMatch(/^FH-FOLDER-NAME: /),
);
it.each(['/home/ada/Größe "b" it\'s $c #d/.state', undefined])("%s can", (folder) =>
  expect(folderProblem(folder)).toBeUndefined(),
);
