"""Who asks: the person behind a command or a reading, as sign-in established it.

It says who somebody is, never what they may do (that is `campaigns.access`).
"""

from pydantic import BaseModel, ConfigDict

from campaigns.model.codes import Role


class Actor(BaseModel):
    """One signed-in person.

    Attributes
    ----------
    partner_id
        The structure a person of role `partner` speaks for; None for all the others.
    department_code
        The only department that the person covers; None covers the whole country.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    user_id: str
    name: str
    role: Role
    partner_id: str | None = None
    department_code: str | None = None
