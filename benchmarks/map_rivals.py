"""The same figures on the maps that a script would draw: folium and plotly as their guides show them."""

import json
from importlib.util import find_spec
from pathlib import Path

import folium
import geopandas as gpd
import pyarrow as pa

FOLIUM, EMBEDDED, LINKED = "plain folium", "plotly, script within", "plotly, script from its CDN"
LEGEND = "Foyers demandeurs"


def rivals() -> tuple[str, ...]:
    """Name those that are installed."""
    return (FOLIUM, *((EMBEDDED, LINKED) if find_spec("plotly") else ()))


def drawn_by(who: str, frame: gpd.GeoDataFrame, figures: pa.Table, with_key: bool = True) -> str:
    """Return the page of a rival."""
    return with_folium(frame, figures, with_key) if who == FOLIUM else with_plotly(frame, figures, who == EMBEDDED)


def with_folium(frame: gpd.GeoDataFrame, figures: pa.Table, with_key: bool) -> str:
    """Draw with folium as its guide does: a background of tiles, `Choropleth`, a `GeoJson` for what is read under the pointer."""
    table = figures.to_pandas()
    drawn = folium.Map(location=[46.6, 2.4], zoom_start=6)
    coloured = folium.Choropleth(
        geo_data=frame, data=table, columns=["territory_code", "need"], key_on="feature.properties.code", fill_color="YlOrRd",
        legend_name=LEGEND,
    )  # fmt: skip
    if not with_key:
        parts = coloured._children  # noqa: SLF001 folium has no other door to the key that it adds
        for name in [name for name in parts if name.startswith("color_map")]:
            del parts[name]
    coloured.add_to(drawn)
    told = frame.merge(table, left_on="code", right_on="territory_code")
    folium.GeoJson(told, tooltip=folium.GeoJsonTooltip(["name", "need"])).add_to(drawn)
    page: str = drawn.get_root().render()
    return page


def with_plotly(frame: gpd.GeoDataFrame, figures: pa.Table, embedded: bool) -> str:
    """Draw with plotly as its guide does for shapes of one's own: `choropleth`, fitted to them, the world's outline hidden."""
    import plotly.express as px

    told = frame[["code", "name"]].merge(figures.to_pandas(), left_on="code", right_on="territory_code")
    drawn = px.choropleth(
        told, geojson=json.loads(frame.to_json()), locations="code", color="need", featureidkey="properties.code",
        hover_name="name", labels={"need": LEGEND},
    )  # fmt: skip
    drawn.update_geos(fitbounds="locations", visible=False)
    page: str = drawn.to_html(include_plotlyjs=True if embedded else "cdn")
    return page


def script_of_plotly() -> Path:
    """Return the copy of its script that plotly brings, the one that it embeds."""
    import plotly

    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
