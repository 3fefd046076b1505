/** What the page consists of. */
export interface PageParts {
  readonly policy: string;
  readonly style: string;
  readonly script: string;
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#fff" stroke="#2f53c9" stroke-width="3"><path d="M9 16h14"/><circle cx="8" cy="16" r="5"/><circle cx="24" cy="16" r="5"/></svg>';

/** The page as one HTML document. */
export const shellOf = ({ policy, style, script }: PageParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Peerflow</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript. 此页面需要 JavaScript。</noscript>
<script>${script}</script>
</body>
</html>
`;
