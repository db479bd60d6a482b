"""The register over HTTP: who lives where, rosters, posts, lease import."""

from chassis.web.audit import audit_log
from chassis.web.held import held
from services.residents.api.care import care
from services.residents.api.changes import changes
from services.residents.api.disclosure import disclosure
from services.residents.api.duplicates import duplicates
from services.residents.api.figures import figures
from services.residents.api.freshness import freshness
from services.residents.api.households import households
from services.residents.api.imports import imports
from services.residents.api.merging import merging
from services.residents.api.offices import offices
from services.residents.api.people import people
from services.residents.api.places import places
from services.residents.api.redrawing import redrawing
from services.residents.api.rights import rights
from services.residents.api.rosters import rosters
from services.residents.api.tasks import tasks
from services.residents.api.tenancies import tenancies
from services.residents.api.visits import visits
from services.residents.usecases.records import person_or_ward

TO_TRY = (
    ("Who may be on record twice?  谁可能被重复登记？", "ask '{address}/residents/duplicates?limit=3'"),
    ("Whose record is to be checked next?  接下来该核实哪些家庭？",
     "ask '{address}/residents/verifications/due?area=/huafu/c1/b18/&limit=3'"),
    ("Whom to visit?  该走访谁？", "ask '{address}/residents/care-plans/due?limit=3'"),
    ("Which leases end soon?  哪些租约快到期？", "ask '{address}/residents/tenancies/expiring?limit=3'"),
    ("How many live here?  住了多少人？", "ask '{address}/residents/figures/residents?level=cluster'"),
    ("Who lived in building 18 on 1 May?  5月1日谁住在18栋？",
     "ask '{address}/residents/rosters?area=/huafu/c1/b18/&on=2026-05-01&limit=3'"),
    ("Read next month's lease roster  导入下月租约表",
     "ask -F file=@var/next-month.xlsx {address}/residents/lease-imports"),
    ("Who is the hub household of building 18?  18栋的党员中心户是谁？",
     "ask '{address}/residents/posts?area=/huafu/c1/b18/'"),
)  # fmt: skip

blueprints = (
    places,
    redrawing,
    rosters,
    people,
    duplicates,
    merging,
    households,
    tenancies,
    changes,
    tasks,
    figures,
    freshness,
    care,
    visits,
    disclosure,
    rights,
    offices,
    imports,
    held("residents", answers_for=person_or_ward),
    audit_log("residents"),
)

__all__ = ["TO_TRY", "blueprints"]
