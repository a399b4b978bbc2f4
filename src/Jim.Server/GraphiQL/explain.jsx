// Below the answer: by which SQL the operation of the open tab would run, and how Postgres would run it. It is asked for by itself, and runs nothing.
import { useEditorContext } from '@graphiql/react';
import { useState } from 'react';
import { breakLines, detailsOf } from './plans.js';

/** `children` stand beside the button. */
export function Explain({ requests, children }) {
  const { queryEditor, variableEditor, headerEditor } = useEditorContext({ nonNull: true });
  const [told, setTold] = useState(null);
  const explain = async () => {
    const { operationName } = queryEditor;
    setTold(await requests.explain(
      { query: queryEditor.getValue(), operationName, variables: variableEditor?.getValue() }, headerEditor?.getValue()));
  };
  return (
    <>
      {told && (
        <section className="jim-explained" aria-label="How Postgres runs it">
          <button type="button" className="jim-button" aria-label="Close" onClick={() => setTold(null)}>×</button>
          {told.problem && <p role="alert" className="jim-problem">{told.problem}</p>}
          {told.statements?.length === 0 && <p>The operation asks nothing of the database.</p>}
          {told.statements?.map((statement) => <Statement key={statement.sql} {...statement} />)}
        </section>
      )}
      <div className="jim-bar">
        <button type="button" className="jim-button" onClick={explain}>Explain</button>
        {children}
      </div>
    </>
  );
}

function Statement({ fields, sql, parameters, plan }) {
  return (
    <>
      <p><b>{fields.join(', ')}</b>, one statement. {parameters.map((type, index) => `$${index + 1}: ${type}`).join(', ')}</p>
      <pre>{breakLines(sql)}</pre>
      {plan?.map(({ Plan: root }, index) => <ul key={index}><Node node={root} /></ul>)}
    </>
  );
}

/** A node of the plan with those below it, as `EXPLAIN` writes them. */
function Node({ node }) {
  return (
    <li>
      <code>{node['Node Type']}{node['Relation Name'] && ` on ${node['Relation Name']}`}{node['Index Name'] && ` by ${node['Index Name']}`}</code>
      {` cost ${node['Total Cost'].toLocaleString('en')}, ${node['Plan Rows'].toLocaleString('en')} rows`}
      {detailsOf(node).map(([name, value]) => <div key={name}><small>{name}: <code>{value}</code></small></div>)}
      {node.Plans && <ul>{node.Plans.map((child, index) => <Node key={index} node={child} />)}</ul>}
    </li>
  );
}
