/**
 * nginx as the one process of a pod: on the service's port, with its own files where the pod mounts a folder, its log on
 * the container's streams. What is built once has a name of its own for each content below `/assets/`; every other address
 * is the application's, whose router reads it. Headers stand in one block, since a `location` with one loses all others.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_headers_module.html add_header
 * @see https://www.w3.org/TR/CSP3/
 */
export const NGINX_CONFIG = `# One process, which is the container's first.
daemon off;
worker_processes 1;
pid /var/run/nginx.pid;
error_log stderr warn;

events {
  worker_connections 1024;
}

http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  server_tokens off;
  sendfile on;
  # Longer than a load balancer keeps its own side open, or it would send requests into a closing connection.
  keepalive_timeout 75s;
  client_max_body_size 1m;

  client_body_temp_path /var/cache/nginx/client;
  proxy_temp_path /var/cache/nginx/proxy;
  fastcgi_temp_path /var/cache/nginx/fastcgi;
  uwsgi_temp_path /var/cache/nginx/uwsgi;
  scgi_temp_path /var/cache/nginx/scgi;

  gzip on;
  gzip_min_length 1024;
  gzip_vary on;
  gzip_types application/javascript application/json application/manifest+json image/svg+xml text/css text/javascript;

  log_format requests escape=json
    '{"time":"$time_iso8601","method":"$request_method","uri":"$request_uri","status":$status,'
    '"bytes":$bytes_sent,"seconds":$request_time,"referrer":"$http_referer","agent":"$http_user_agent"}';
  access_log /dev/stdout requests;

  # Hosts may be longer than an entry of a map is by default; nginx wants this before the first map.
  map_hash_bucket_size 512;

  # The names of files below /assets/ change with their content. An error there is no content.
  map "$status$uri" $caching {
    default "no-cache";
    "~^(?:200|206|304)/assets/" "public, max-age=31536000, immutable";
  }
{{#if hosts}}

  # Where the browser may send requests to beside here: hosts of the environment whose domain was asked for.
  map $host $platform {
    default "";
{{#each hosts}}
    {{host}} " https://*.{{domain}}";
{{/each}}
  }
{{/if}}

  server {
{{#each ports}}
    listen {{this}};
{{/each}}
    root /srv/www;
    absolute_redirect off;
    merge_slashes off;

    add_header Cache-Control $caching always;
    add_header Content-Security-Policy "default-src 'self'; base-uri 'self'; connect-src 'self'{{#if hosts}}$platform{{/if}}; font-src 'self'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; object-src 'none'; script-src 'self'; style-src 'self'; upgrade-insecure-requests" always;
    add_header Cross-Origin-Opener-Policy same-origin always;
    add_header Permissions-Policy "camera=(), geolocation=(), microphone=()" always;
    add_header Referrer-Policy strict-origin-when-cross-origin always;
    add_header Strict-Transport-Security "max-age=31536000" always;
    add_header X-Content-Type-Options nosniff always;
    add_header X-Frame-Options DENY always;
{{#each health}}

    location = {{word this}} {
      access_log off;
      default_type text/plain;
      return 200 "ok";
    }
{{/each}}
{{#each upstreams}}

    location /api/{{name}}/ {
      proxy_pass http://{{name}}:{{port}}/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_connect_timeout {{timeout}}ms;
      proxy_read_timeout {{timeout}}ms;
      proxy_send_timeout {{timeout}}ms;
    }
{{/each}}

    location /assets/ {
      try_files $uri =404;
    }

    # Nothing that a build leaves behind by accident, such as .env; /.well-known/ is meant to be read.
    location ~ /\\.(?!well-known/) {
      return 404;
    }

    location / {
      try_files $uri /index.html;
    }
  }
}
`;
