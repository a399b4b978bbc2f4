// Bundles GraphiQL into one script and one stylesheet: node build.mjs OUTPUT
import { build } from 'esbuild';

await build({
  entryPoints: { graphiql: 'main.jsx' },
  outdir: process.argv[2] ?? 'dist',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  loader: { '.ttf': 'file', '.woff': 'file', '.woff2': 'file' },
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'linked',
  logLevel: 'warning',
});
