import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { runPython } from "./run-script";

const nginx = resolve(__dirname, "../../../nginx");
const own = [join(nginx, "nginx.conf"), ...readdirSync(join(nginx, "conf")).map((name) => join(nginx, "conf", name))]
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

function judge(text: string) {
  const { status, stdout, stderr } = runPython("policy/nginx-policy", [], { input: text });
  expect(stderr).toBe("");
  return { status, stdout };
}

test("the blog's own configuration is within the policy", () => {
  expect(judge(own)).toEqual({ status: 0, stdout: "" });
});

test("so is what an app of one's own would say", () => {
  const text = `root /usr/share/nginx/html; try_files $uri $uri/ /index.html =404; error_page 404 /404.html;
location /old { rewrite ^ /new?from=$args last; rewrite ^ $uri? break; }
location /go { return 301 https://$host$request_uri; rewrite ^ https://$host/x permanent; }
map $uri $x { "~*/\\.\\./" 1; default "root /"; } access_log off; # root /;
include /etc/nginx/tls.d/*.conf; ssl_certificate_key /etc/nginx/tls.d/site.key;`;
  expect(judge(text)).toEqual({ status: 0, stdout: "" });
});

test("and what serves the content that is live", () => {
  const text = `root /srv/content/live/site; set $x $realpath_root; try_files $uri/index.html $uri @app;
load_module modules/ngx_http_brotli_static_module.so;`;
  expect(judge(text)).toEqual({ status: 0, stdout: "" });
});

test.each([
  ["the content's folder from a variable", "root /srv/content/$freehold_content/site;"],
  ["the content's folder as it was resolved", "root $realpath_root;"],
  ["a module beside the one for brotli", "load_module modules/ngx_http_brotli_static_module.so.so;"],
  ["the key's folder", "location /k/ { alias /etc/nginx/tls.d/; autoindex on; }"],
  ["everything", "root /;"],
  ["a folder above", "alias /etc/nginx/;"],
  ["a name that begins alike", "root /srv/wwwroot;"],
  ["a detour", "root /srv/www/../../etc/nginx/tls.d;"],
  ["a detour behind try_files", "try_files /../../etc/nginx/tls.d/site.key =404;"],
  ["a variable", "location ~ ^/k/(.*)$ { alias /etc/nginx/$1; }"],
  ["a variable at the end", "root /srv/www$arg_x;"],
  ["braces", "root $" + "{arg_x};"],
  ["quotes", '"root" "/etc";'],
  ["single quotes", "'alias' '/etc/nginx/';"],
  ["two lines", "root\n\n  # a comment\n  /etc;"],
  ["a request's words to try_files", "try_files $arg_p =404;"],
  ["a request's words to index", "index $http_x;"],
  ["a request's words to rewrite", "rewrite ^ $arg_x break;"],
  ["a request's words to error_page", "error_page 404 =200 $arg_x;"],
  ["captures that are put together", "rewrite ^/f(.*)/f(.*)/f(.*)$ /$1/$2/$3 break;"],
  ["captures of a location", "location ~ ^/g(.)(.*)$ { try_files /$1$2 =404; }"],
  ["captures of another name", "rewrite ^/(?<x>.*)$ /a/$x last;"],
  ["the blog's own rewrite, another pattern", 'rewrite "^(/static/.+)(\\.[a-z0-9]+)$" $1$2 last;'],
  ["the request's path behind something", "try_files /a$uri =404;"],
  ["another variable set before", "set $x $arg_y; rewrite ^ /$x last;"],
  ["an include of the key", "include /etc/nginx/tls.d/site.key;"],
  ["an include in a map", "map $a $b { default 1; include /etc/nginx/tls.d/*; }"],
  ["the key as a password file", "auth_basic_user_file /etc/nginx/tls.d/site.key;"],
  ["the key in a map", "map $a $b { default /etc/nginx/tls.d/site.key; }"],
  ["a module", "load_module modules/ngx_http_perl_module.so;"],
  ["a script", "js_import x from conf.d/x.js;"],
  ["stored answers", "proxy_store /srv/www/x;"],
  ["a log among the files", "access_log /srv/www/log;"],
  ["errors among the files", "error_log /etc/nginx/conf.d/x.conf debug;"],
  ["a log by network", "access_log syslog:server=203.0.113.1;"],
  ["a cache elsewhere", "proxy_cache_path /srv/www/cache keys_zone=a:1m;"],
  [
    "behind a comment that claims another file",
    "# configuration file /etc/nginx/tls.d/a.conf:\nroot /etc/nginx/tls.d;",
  ],
])("refuses %s", (_name, text) => {
  const { status, stdout } = judge(`http {\n server {\n${text}\n}\n}\n`);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^(FH-NGINX-CONF: \S+ (is|may|must) [^\n]+\n)+$/);
});

test("no control character of a configuration reaches a terminal", () => {
  const { stdout } = judge('root "/\u001b[2J\u009b";\n');
  expect([...stdout].filter((char) => /\p{Cc}/u.test(char))).toEqual(["\n"]);
});
