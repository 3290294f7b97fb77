"""Every notebook runs from the top in JupyterLab, and shows what it promises."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
TALL = {"width": 1300, "height": 5200}

# what Lab shows as idle may not be connected yet: ask the application itself
RUN = """
async (path) => {
  const wait = (ms) => new Promise(resolve => setTimeout(resolve, ms));
  while (!window.jupyterapp) await wait(100);
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
  const cells = panel.content.model.cells;
  const outputs = [];
  for (let n = 0; n < cells.length; n++) {
    const cell = cells.get(n);
    if (cell.type !== 'code') continue;
    for (let m = 0; m < cell.outputs.length; m++) {
      const output = cell.outputs.get(m).toJSON();
      outputs.push({type: output.output_type, mime: Object.keys(output.data || {}),
                    said: output.ename ? output.ename + ': ' + output.evalue : ''});
    }
  }
  return outputs;
}
"""


@pytest.mark.browser
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_the_top(lab, page, notebook):
    page.set_viewport_size(TALL)
    page.goto(f"{lab.url}/lab?reset")
    outputs = page.evaluate(RUN, f"notebooks/{notebook.name}")
    assert [output["said"] for output in outputs if output["type"] == "error"] == []
    shown = {mime for output in outputs for mime in output["mime"]}
    assert "text/html" in shown
    assert page.locator(".jp-OutputArea-output svg, .jp-OutputArea-output img").count() >= 1
